import type { Brief } from '../brief.ts'
import { css, lighten, mix, turn, type Color } from '../color.ts'
import { circle, height, n, path, rect, width, type Drawing, type Point } from '../drawing.ts'
import { createNoise } from '../random.ts'

/** Sheets of coloured paper, each with a hole cut smaller, a light at the bottom of it all. */
export function paintPaper(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  const centre = { x: width * random.between(0.36, 0.64), y: height * random.between(0.4, 0.6) }
  drawing.add(rect(0, height, css(palette.sun)))
  drawing.add(
    circle(
      centre,
      260,
      drawing.radial([
        [0, lighten(palette.sun, 0.05)],
        [1, palette.sky[3]],
      ]),
    ),
  )
  drawing.add(
    circle(
      { x: centre.x + random.between(-30, 30), y: centre.y + random.between(-20, 20) },
      random.between(34, 60),
      css(palette.accent),
    ),
  )
  const sheets = 9
  const steps: readonly Color[] = [
    palette.sky[3],
    palette.sky[2],
    palette.sky[1],
    palette.sky[0],
    palette.near,
  ]
  const shadow = drawing.blur(7)
  const dark = css(lighten(palette.near, -0.06))
  const wobble = createNoise(random, 2)
  const phase = random.between(0, 20)
  for (let i = 0; i < sheets; i++) {
    const part = i / (sheets - 1)
    const hole = holeIn(
      centre,
      105 + 400 * part ** 1.12,
      angle =>
        wobble(phase + i * 0.42 + 1.6 + Math.cos(angle) * 1.25) * 0.34 +
        wobble(phase + 30 + i * 0.3 + Math.sin(angle) * 1.4) * 0.26,
    )
    const sheet = `M-20 -20H${width + 20}V${height + 20}H-20Z${hole}`
    const along = part * (steps.length - 1)
    const lower = steps[Math.floor(along)] ?? palette.near
    const upper = steps[Math.ceil(along)] ?? palette.near
    const tone = turn(mix(lower, upper, along % 1), random.between(-6, 6))
    const evenOdd = 'fill-rule="evenodd"'
    drawing.add(
      path(sheet, dark, `${evenOdd} opacity="0.42" filter="${shadow}" transform="translate(0 7)"`),
    )
    const paint = drawing.linear([
      [0, lighten(tone, 0.03)],
      [1, lighten(tone, -0.035)],
    ])
    drawing.add(path(sheet, paint, evenOdd))
    drawing.add(
      path(hole, 'none', `stroke="${css(lighten(tone, 0.09))}" stroke-width="1.2" opacity="0.6"`),
    )
  }
}

function holeIn(centre: Point, r: number, bulge: (angle: number) => number): string {
  const corners = 72
  const at = (i: number): string => {
    const angle = (i / corners) * Math.PI * 2
    const out = r * (1 + bulge(angle))
    return `${n(centre.x + Math.cos(angle) * out * 1.16)} ${n(centre.y + Math.sin(angle) * out * 0.86)}`
  }
  return `M${Array.from({ length: corners }, (_, i) => at(i)).join('L')}Z`
}
