import type { Brief } from '../brief.ts'
import { css, lighten, mix } from '../color.ts'
import {
  across,
  ground,
  height,
  line,
  n,
  path,
  width,
  type Drawing,
  type Point,
} from '../drawing.ts'
import { createNoise } from '../random.ts'
import { paintBirds, paintSky } from '../sky.ts'
import { landAt, paintLand, paintMist } from '../terrain.ts'

/** Sand in long crests, lit on one side, and flat-topped rocks far off. */
export function paintDunes(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  const horizon = height * random.between(0.5, 0.6)
  const sun = paintSky(drawing, brief, horizon)
  if (random.chance(0.7)) paintMesas(drawing, brief, horizon)
  const layers = random.whole(5, 6)
  for (let i = 0; i < layers; i++) {
    const nearness = (i + 0.4) / (layers - 0.6)
    const swell = createNoise(random, 1)
    const offset = random.between(0, 50)
    const stretch = 200 + 190 * nearness
    const y = horizon + 12 + (height - horizon) * 0.76 * nearness ** 1.35
    const points = across(6, x => y + swell(x / stretch + offset) * (14 + 62 * nearness))
    const top = landAt(brief, 0.1 + 0.8 * nearness)
    const lit = mix(lighten(top, 0.07), palette.sun, 0.16)
    paintLand(drawing, points, { top: lit, foot: lighten(top, -0.1), depth: 120 + 130 * nearness })
    paintSlipFaces(drawing, brief, points, { nearness, sunX: sun.x })
    if (nearness > 0.5) paintSandRipples(drawing, brief, points)
    if (i < 2) paintMist(drawing, brief, y + 26, 0.36)
  }
  paintBirds(drawing, brief, { x: random.between(250, 780), y: horizon * 0.4 })
}

function paintMesas(drawing: Drawing, brief: Brief, horizon: number): void {
  const { random } = brief
  const color = landAt(brief, 0.05)
  let d = ''
  for (let i = 0; i < 4; i++) {
    const x = random.between(-40, width)
    const w = random.between(70, 240)
    const tall = random.between(22, 72)
    const slope = tall * 0.32
    d +=
      `M${n(x)} ${n(horizon + 30)}l${n(slope)} ${n(-tall * 0.6 - 30)}l${n(slope * 0.3)} ${n(-tall * 0.4)}` +
      `h${n(w)}l${n(slope * 0.4)} ${n(tall * 0.45)}l${n(slope)} ${n(tall * 0.55 + 30)}Z`
  }
  drawing.add(path(d, css(color)))
}

/** From each crest, the side that has no light: a curved wedge that runs out on the sand. */
function paintSlipFaces(
  drawing: Drawing,
  brief: Brief,
  points: readonly Point[],
  look: { readonly nearness: number; readonly sunX: number },
): void {
  const { random } = brief
  const shade = lighten(landAt(brief, 0.2 + 0.8 * look.nearness), -0.11)
  const paint = drawing.linear([
    [0, shade, 0.85],
    [1, shade, 0.05],
  ])
  for (let i = 6; i < points.length - 6; i++) {
    const [before, top, after] = [points[i - 4], points[i], points[i + 4]]
    if (before === undefined || top === undefined || after === undefined) continue
    if (top.y >= before.y || top.y > after.y) continue
    const away = top.x > look.sunX ? 1 : -1
    const drop = (70 + 170 * look.nearness) * random.between(0.8, 1.25)
    const crest =
      away === 1 ? points.slice(i, i + 60) : points.slice(Math.max(0, i - 60), i + 1).reverse()
    const end = crest.at(-1) ?? top
    const d =
      `${line(crest)}Q${n(top.x + away * drop * 0.9)} ${n(Math.max(end.y, top.y) + drop * 0.25)} ` +
      `${n(top.x - away * drop * 0.15)} ${n(top.y + drop)}` +
      `C${n(top.x + away * drop * 0.35)} ${n(top.y + drop * 0.6)} ${n(top.x - away * drop * 0.3)} ${n(top.y + drop * 0.35)} ${n(top.x)} ${n(top.y)}Z`
    drawing.add(path(d, paint))
    i += 10
  }
}

/** The fine lines that wind leaves, following the crest. */
function paintSandRipples(drawing: Drawing, brief: Brief, points: readonly Point[]): void {
  const { random } = brief
  const clip = drawing.clip(path(ground(points), '#000'))
  const color = css(lighten(landAt(brief, 0.9), -0.08))
  let d = ''
  for (let i = 1; i < 12; i++) {
    const noise = createNoise(random, 2)
    d += line(points.map(({ x, y }) => ({ x, y: y + 9 * i + i * i * 0.7 + noise(x / 90) * 6 })))
  }
  drawing.add(
    path(d, 'none', `stroke="${color}" stroke-width="1.1" opacity="0.2" clip-path="${clip}"`),
  )
}
