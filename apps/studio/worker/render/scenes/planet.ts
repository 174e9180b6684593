import type { Brief } from '../brief.ts'
import { css, lighten, mix, turn } from '../color.ts'
import {
  across,
  circle,
  height,
  line,
  n,
  path,
  rect,
  width,
  type Drawing,
  type Point,
} from '../drawing.ts'
import { createNoise } from '../random.ts'
import { paintStars } from '../sky.ts'

/** A great planet among clouds of gas, often ringed, with a moon or two. */
export function paintPlanet(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  drawing.add(rect(0, height, css(lighten(palette.sky[0], -0.03))))
  paintNebula(drawing, brief)
  paintStars(drawing, brief, height * 1.3, 420)
  const at = { x: width * random.between(0.32, 0.68), y: height * random.between(0.4, 0.6) }
  const r = random.between(150, 235)
  const base = turn(palette.accent, random.between(-70, 200))
  const ringed = random.chance(0.65)
  const tilt = random.between(-24, 24)
  if (ringed) paintRing(drawing, brief, { at, r, tilt, front: false })
  paintGlobe(drawing, brief, { at, r, tilt, base })
  if (ringed) paintRing(drawing, brief, { at, r, tilt, front: true })
  for (let i = random.whole(1, 2); i > 0; i--) {
    const angle = random.between(0, Math.PI * 2)
    const out = r * random.between(1.7, 2.2)
    const moon = { x: at.x + out * Math.cos(angle), y: at.y + out * 0.7 * Math.sin(angle) }
    paintGlobe(drawing, brief, {
      at: moon,
      r: random.between(12, 34),
      tilt,
      base: mix(base, palette.sun, 0.5),
    })
  }
}

function paintNebula(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  const hues = [
    turn({ l: 0.5, c: 0.15, h: palette.sky[1].h }, random.between(-30, 30)),
    turn({ l: 0.55, c: 0.16, h: palette.sky[1].h }, random.between(60, 110)),
    turn({ l: 0.6, c: 0.13, h: palette.sky[1].h }, random.between(-90, -50)),
  ]
  const paints = hues.map(hue =>
    drawing.radial([
      [0, hue, 0.26],
      [0.5, hue, 0.1],
      [1, hue, 0],
    ]),
  )
  const noise = createNoise(random, 3)
  const slope = random.between(-0.6, 0.6)
  for (let i = 0; i < 46; i++) {
    const x = random.between(-80, width + 80)
    const y = height / 2 + (x - width / 2) * slope + noise(x / 240) * 240 + random.between(-70, 70)
    drawing.add(circle({ x, y }, random.between(70, 250), random.pick(paints)))
  }
}

interface Globe {
  readonly at: Point
  readonly r: number
  readonly tilt: number
  readonly base: { readonly l: number; readonly c: number; readonly h: number }
}

function paintGlobe(drawing: Drawing, brief: Brief, { at, r, tilt, base }: Globe): void {
  const { random, palette } = brief
  const air = drawing.radial([
    [0.86, lighten(base, 0.15), 0.5],
    [1, base, 0],
  ])
  // Towards the light, so that the night side has none.
  drawing.add(circle({ x: at.x - r * 0.07, y: at.y - r * 0.07 }, r * 1.09, air))
  const clip = drawing.clip(circle(at, r, '#000'))
  const body: string[] = [circle(at, r, css({ ...base, l: 0.66, c: Math.min(base.c, 0.12) }))]
  const bands = Math.round(6 + r / 14)
  for (let i = 0; i < bands; i++) {
    const noise = createNoise(random, 3)
    const y = at.y - r + (2 * r * (i + random.between(0.1, 0.9))) / bands
    const thick = (r / bands) * random.between(0.5, 1.7)
    const tone = turn(
      { l: random.between(0.48, 0.88), c: random.between(0.05, 0.13), h: base.h },
      random.between(-28, 28),
    )
    const upper = across(16, x => y + noise(x / 90) * thick * 0.5)
    const lower = across(16, x => y + thick + noise(x / 80 + 30) * thick * 0.5).reverse()
    body.push(path(`${line([...upper, ...lower])}Z`, css(tone), 'fill-opacity="0.55"'))
  }
  drawing.add(
    `<g clip-path="${clip}"><g transform="rotate(${n(tilt)} ${n(at.x)} ${n(at.y)})">${body.join('')}</g></g>`,
  )
  const night = lighten(palette.sky[0], -0.06)
  const shade = drawing.radial(
    [
      [0, palette.sun, 0.3],
      [0.35, palette.sun, 0.02],
      [0.62, night, 0.3],
      [0.9, night, 0.88],
      [1, night, 0.95],
    ],
    { x: 0.27, y: 0.26 },
  )
  drawing.add(circle(at, r + 0.6, shade))
}

interface Ring {
  readonly at: Point
  readonly r: number
  readonly tilt: number
  readonly front: boolean
}

/** Half of the ring: the back is painted before the globe, the front after it. */
function paintRing(drawing: Drawing, { palette }: Brief, { at, r, tilt, front }: Ring): void {
  const flat = 0.24
  const half = front
    ? `<rect x="${n(at.x - r * 3)}" y="${n(at.y)}" width="${n(r * 6)}" height="${n(r * 3)}"/>`
    : `<rect x="${n(at.x - r * 3)}" y="${n(at.y - r * 3)}" width="${n(r * 6)}" height="${n(r * 3)}"/>`
  const clip = drawing.clip(half)
  const sand = mix(palette.sun, palette.accent, 0.35)
  const widths = [1.42, 1.52, 1.6, 1.68, 1.84, 1.94, 2.02]
  const rings = widths.map((out, i) => {
    const tone = css(lighten(sand, -0.07 * (i % 3)))
    return (
      `<ellipse cx="${n(at.x)}" cy="${n(at.y)}" rx="${n(r * out)}" ry="${n(r * out * flat)}" fill="none" ` +
      `stroke="${tone}" stroke-width="${n(r * (i % 2 === 0 ? 0.06 : 0.03))}" opacity="${(0.72 - 0.06 * i).toFixed(2)}"/>`
    )
  })
  drawing.add(
    `<g transform="rotate(${n(tilt)} ${n(at.x)} ${n(at.y)})"><g clip-path="${clip}">${rings.join('')}</g></g>`,
  )
}
