import type { Brief } from '../brief.ts'
import { css, lighten, mix, type Color } from '../color.ts'
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
import { createNoise, type Random } from '../random.ts'
import { paintBirds, paintSky } from '../sky.ts'
import { landAt, paintLand, paintMist } from '../terrain.ts'

interface Dune {
  readonly x: number
  readonly tall: number
  readonly wide: number
}

/** Sand in long crests, lit on one side, and flat-topped rocks far off. */
export function paintDunes(drawing: Drawing, brief: Brief): void {
  const { random } = brief
  const horizon = height * random.between(0.5, 0.58)
  const sun = paintSky(drawing, brief, horizon)
  if (random.chance(0.7)) paintMesas(drawing, brief, horizon)
  const rows = 5
  for (let i = 0; i < rows; i++) {
    const nearness = (i + 0.5) / rows
    const foot = horizon + 18 + (height - horizon) * 0.86 * nearness ** 1.4
    const dunes = layDunes(random, nearness)
    const swell = createNoise(random, 2)
    const points = across(4, x => {
      const raised = dunes.reduce((sum, dune) => sum + profile(dune, x), 0)
      return foot + swell(x / 260) * (6 + 16 * nearness) - raised
    })
    paintRow(drawing, brief, { points, dunes, nearness, sunX: sun.x })
    if (i < 2) paintMist(drawing, brief, foot + 30, 0.4)
  }
  paintBirds(drawing, brief, { x: random.between(250, 780), y: horizon * 0.4 })
}

function layDunes(random: Random, nearness: number): Dune[] {
  const count = random.whole(1, 3)
  return Array.from({ length: count }, (_, i) => ({
    x: (width * (i + random.between(0.15, 0.85))) / count,
    tall: (34 + 130 * nearness) * random.between(0.65, 1.15),
    wide: (90 + 150 * nearness) * random.between(0.85, 1.3),
  }))
}

/** A sharp top with flanks that run out softly. */
const profile = ({ x, tall, wide }: Dune, at: number): number =>
  tall * Math.exp(-Math.abs(at - x) / wide) * (0.75 + 0.25 * Math.exp(-(((at - x) / wide) ** 2)))

interface Row {
  readonly points: readonly Point[]
  readonly dunes: readonly Dune[]
  readonly nearness: number
  readonly sunX: number
}

function paintRow(drawing: Drawing, brief: Brief, row: Row): void {
  const { palette } = brief
  const { points, nearness } = row
  const sand = landAt(brief, 0.08 + 0.84 * nearness)
  const lit = mix(lighten(sand, 0.08), palette.sun, 0.2)
  paintLand(drawing, points, { top: lit, foot: lighten(sand, -0.07), depth: 150 + 190 * nearness })
  const shade = lighten(sand, -0.1)
  for (const dune of row.dunes) paintShadow(drawing, dune, row, shade)
  if (nearness > 0.6) paintSandRipples(drawing, brief, points)
}

/** The flank away from the light, parted from the lit one by a winding edge. */
function paintShadow(drawing: Drawing, dune: Dune, row: Row, shade: Color): void {
  const top = Math.round((dune.x + 4) / 4)
  const away = dune.x > row.sunX ? 1 : -1
  const reach = Math.round((dune.wide * 2.3) / 4)
  const flank =
    away === 1
      ? row.points.slice(top, top + reach)
      : row.points.slice(Math.max(0, top - reach), top + 1).toReversed()
  const [peak, end] = [flank[0], flank.at(-1)]
  if (peak === undefined || end === undefined) return
  const { x, y } = peak
  const down = dune.tall * 1.9
  const w = dune.wide * away
  const paint = drawing.around(peak, Math.max(dune.wide * 1.9, down * 0.98), [
    [0, shade, 0.95],
    [0.4, shade, 0.7],
    [1, shade, 0],
  ])
  const bottom = { x: x + w * 0.2, y: y + down }
  const outward = `C${n(end.x)} ${n(end.y + down * 0.3)} ${n(bottom.x + w)} ${n(bottom.y)} ${n(bottom.x)} ${n(bottom.y)}`
  const edge = `C${n(x + w * 0.42)} ${n(y + down * 0.66)} ${n(x - w * 0.13)} ${n(y + down * 0.36)} ${n(x)} ${n(y)}`
  drawing.add(path(`${line(flank)}${outward}${edge}Z`, paint))
}

/** The fine lines that wind leaves, following the crest. */
function paintSandRipples(drawing: Drawing, brief: Brief, points: readonly Point[]): void {
  const { random } = brief
  const clip = drawing.clip(path(ground(points), '#000'))
  const color = css(lighten(landAt(brief, 0.9), -0.08))
  let d = ''
  for (let i = 1; i < 13; i++) {
    const noise = createNoise(random, 2)
    const drawn = points.filter((_, at) => at % 3 === 0)
    d += line(drawn.map(({ x, y }) => ({ x, y: y + 9 * i + i * i * 0.9 + noise(x / 80) * 7 })))
  }
  drawing.add(
    path(
      d,
      'none',
      `stroke="${color}" stroke-width="1.1" stroke-opacity="0.17" clip-path="${clip}"`,
    ),
  )
}

function paintMesas(drawing: Drawing, brief: Brief, horizon: number): void {
  const { random } = brief
  const color = landAt(brief, 0.05)
  const paint = drawing.between(horizon - 80, horizon + 20, [
    [0, color],
    [1, mix(color, brief.palette.haze, 0.7)],
  ])
  let d = ''
  for (let i = 0; i < 4; i++) {
    const x = random.between(-40, width)
    const w = random.between(50, 190)
    const tall = random.between(22, 64)
    const slope = tall * 0.4
    d +=
      `M${n(x)} ${n(horizon + 30)}l${n(slope)} ${n(-tall * 0.55 - 30)}l${n(slope * 0.2)} ${n(-tall * 0.45)}` +
      `h${n(w * 0.6)}l${n(slope * 0.2)} ${n(tall * 0.12)}h${n(w * 0.4)}l${n(slope * 0.3)} ${n(tall * 0.38)}l${n(slope)} ${n(tall * 0.5 + 30)}Z`
  }
  drawing.add(path(d, paint))
}
