import type { Brief } from '../brief.ts'
import { css, lighten, mix, turn } from '../color.ts'
import { height, n, path, width, type Drawing, type Point } from '../drawing.ts'

/** Hot-air balloons, the near ones large. */
export function paintBalloons(drawing: Drawing, brief: Brief): void {
  const { random } = brief
  const count = random.whole(3, 6)
  for (let i = 0; i < count; i++) {
    const size = 14 + 60 * (i / count) ** 1.6
    const at = {
      x: width * ((i + random.between(0.2, 0.8)) / count),
      y: height * random.between(0.12, 0.46),
    }
    paintBalloon(drawing, brief, at, size)
  }
}

function paintBalloon(drawing: Drawing, brief: Brief, at: Point, r: number): void {
  const { palette, random } = brief
  const base = turn(palette.accent, random.between(-50, 50))
  const far = 0.55 - Math.min(0.5, r / 110)
  const tone = mix(base, palette.haze, far)
  const paint = drawing.radial(
    [
      [0, lighten(tone, 0.12)],
      [0.6, tone],
      [1, lighten(tone, -0.16)],
    ],
    { x: 0.36, y: 0.3 },
  )
  const [x, y] = [at.x, at.y]
  const outline = (w: number): string =>
    `M${n(x - w)} ${n(y)}C${n(x - w)} ${n(y - r * 1.3)} ${n(x + w)} ${n(y - r * 1.3)} ${n(x + w)} ${n(y)}` +
    `C${n(x + w)} ${n(y + r * 0.62)} ${n(x + w * 0.25)} ${n(y + r * 0.95)} ${n(x + w * 0.2)} ${n(y + r * 1.2)}` +
    `H${n(x - w * 0.2)}C${n(x - w * 0.25)} ${n(y + r * 0.95)} ${n(x - w)} ${n(y + r * 0.62)} ${n(x - w)} ${n(y)}Z`
  drawing.add(path(outline(r), paint))
  const stripe = css(mix(palette.sun, tone, 0.25))
  drawing.add(path(outline(r * 0.62), stripe, 'opacity="0.45"'))
  drawing.add(path(outline(r * 0.22), css(tone), 'opacity="0.8"'))
  const basket = css(mix(palette.near, palette.haze, far))
  drawing.add(
    `<rect x="${n(x - r * 0.13)}" y="${n(y + r * 1.42)}" width="${n(r * 0.26)}" height="${n(r * 0.2)}" rx="2" fill="${basket}"/>` +
      `<path d="M${n(x - r * 0.18)} ${n(y + r * 1.2)}L${n(x - r * 0.11)} ${n(y + r * 1.42)}M${n(x + r * 0.18)} ${n(y + r * 1.2)}L${n(x + r * 0.11)} ${n(y + r * 1.42)}" stroke="${basket}" stroke-width="1"/>`,
  )
}
