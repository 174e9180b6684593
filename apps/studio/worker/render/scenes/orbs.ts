import type { Brief } from '../brief.ts'
import { css, lighten, mix, turn, type Color } from '../color.ts'
import { circle, height, n, path, rect, width, type Drawing, type Point } from '../drawing.ts'

/** Spheres, arches and steps in a calm light: a still life of simple bodies. */
export function paintOrbs(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  const floor = height * random.between(0.66, 0.74)
  const wall = mix(palette.sky[2], palette.sky[3], 0.45)
  drawing.add(
    rect(
      0,
      floor,
      drawing.between(0, floor, [
        [0, lighten(wall, -0.07)],
        [1, lighten(wall, 0.02)],
      ]),
    ),
  )
  drawing.add(
    rect(
      floor,
      height - floor,
      drawing.between(floor, height, [
        [0, lighten(mix(wall, palette.far, 0.3), 0)],
        [1, mix(wall, palette.far, 0.65)],
      ]),
    ),
  )
  const tones: Color[] = [
    palette.accent,
    palette.far,
    palette.sky[1],
    turn(palette.accent, 40),
    palette.sun,
  ]
  const disc = { x: width * random.between(0.3, 0.7), y: floor * random.between(0.42, 0.6) }
  drawing.add(
    circle(
      disc,
      random.between(150, 215),
      drawing.linear([
        [0, lighten(random.pick(tones), 0.06)],
        [1, wall],
      ]),
    ),
  )
  paintArch(
    drawing,
    brief,
    { x: width * random.between(0.12, 0.88), y: floor + 16 },
    random.pick(tones),
  )
  const count = random.whole(4, 6)
  for (let i = 0; i < count; i++) {
    const part = i / count
    const r = random.between(24, 62) * (0.8 + part)
    const x = width * (0.1 + 0.8 * ((i * 0.618 + random.between(0, 0.16)) % 1))
    paintSphere(drawing, brief, {
      at: { x, y: floor + 18 + 92 * part - r },
      r,
      tone: random.pick(tones),
    })
  }
}

function paintArch(drawing: Drawing, { random, palette }: Brief, foot: Point, tone: Color): void {
  const w = random.between(100, 150)
  const tall = random.between(190, 290)
  const arch = (inset: number): string => {
    const r = w - inset
    return `M${n(foot.x - r)} ${n(foot.y)}v${n(-(tall - w))}a${n(r)} ${n(r)} 0 0 1 ${n(2 * r)} 0v${n(tall - w)}Z`
  }
  const soft = drawing.blur(14)
  const shade = css(lighten(palette.near, 0))
  drawing.add(
    path(
      `M${n(foot.x - w)} ${n(foot.y)}h${n(2 * w)}l${n(130)} 70h${n(-2 * w)}Z`,
      shade,
      `opacity="0.2" filter="${soft}"`,
    ),
  )
  for (let i = 0; i < 4; i++) {
    const step = mix(tone, palette.sun, i * 0.2)
    const paint = drawing.linear(
      [
        [0, lighten(step, 0.05)],
        [1, lighten(step, -0.06)],
      ],
      'horizontal',
    )
    drawing.add(path(arch(i * w * 0.21), paint))
  }
}

function paintSphere(
  drawing: Drawing,
  { palette }: Brief,
  { at, r, tone }: { readonly at: Point; readonly r: number; readonly tone: Color },
): void {
  const soft = drawing.blur(r * 0.14)
  const shade = css(mix(palette.near, tone, 0.25))
  drawing.add(
    `<ellipse cx="${n(at.x + r * 0.5)}" cy="${n(at.y + r * 0.96)}" rx="${n(r * 1.25)}" ry="${n(r * 0.2)}" fill="${shade}" opacity="0.4" filter="${soft}"/>`,
  )
  const body = drawing.radial(
    [
      [0, lighten(mix(tone, palette.sun, 0.62), 0.06)],
      [0.35, lighten(tone, 0.05)],
      [0.78, lighten(tone, -0.13)],
      [0.95, lighten(tone, -0.2)],
      [1, mix(lighten(tone, -0.12), palette.sky[3], 0.18)],
    ],
    { x: 0.33, y: 0.28 },
  )
  drawing.add(circle(at, r, body))
}
