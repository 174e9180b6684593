import type { Brief } from '../brief.ts'
import { css, lighten, mix } from '../color.ts'
import {
  across,
  ground,
  height,
  line,
  n,
  path,
  rect,
  width,
  type Drawing,
  type Point,
} from '../drawing.ts'
import { createNoise, type Random } from '../random.ts'
import { paintBirds, paintSky } from '../sky.ts'
import { fir, landAt, paintMist } from '../terrain.ts'

/** Inside a wood: firs behind firs, light falling through, trunks close by. */
export function paintForest(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  const floor = height * 0.8
  const sun = paintSky(drawing, brief, floor)
  const layers = 5
  for (let i = 0; i < layers; i++) {
    const nearness = i / (layers - 1)
    paintStand(drawing, brief, floor, nearness)
    if (i < layers - 1) {
      paintMist(drawing, brief, floor - 60 + 40 * nearness, 0.55)
      drawing.add(rect(0, height, css(palette.haze), 'opacity="0.05"'))
    }
    if (i === 2) paintRays(drawing, brief, sun)
  }
  paintTrunks(drawing, brief)
  if (brief.elements.has('birds') || random.chance(0.3)) {
    paintBirds(drawing, brief, { x: sun.x, y: floor * 0.22 })
  }
}

function paintStand(drawing: Drawing, brief: Brief, floor: number, nearness: number): void {
  const { random, palette } = brief
  const noise = createNoise(random, 3)
  const y = floor - 70 + 130 * nearness ** 1.3
  const points = across(8, x => y + noise(x / 190) * (14 + 10 * nearness))
  const color = landAt(brief, 0.12 + 0.84 * nearness)
  const tall = 150 + 390 * nearness ** 1.5
  let d = ''
  for (
    let x = random.between(-60, 0);
    x < width + 60;
    x += tall * random.between(0.1, 0.3) * (1 + nearness)
  ) {
    const clearing = Math.abs(x - width / 2) < 190 * nearness && random.chance(0.85)
    if (clearing) continue
    d += fir(random, { x, y: y + random.between(4, 18) }, tall * random.between(0.6, 1.15))
  }
  const paint = drawing.between(y - tall, y + 60, [
    [0, color],
    [0.55, color],
    [1, mix(color, palette.haze, 0.5 * (1 - nearness) + 0.06)],
  ])
  drawing.add(path(d + ground(points), paint))
}

function paintRays(drawing: Drawing, brief: Brief, sun: Point): void {
  const { random, palette } = brief
  const soft = drawing.blur(7, 'picture')
  const paint = drawing.between(sun.y, height, [
    [0, palette.sun, 0.34],
    [1, palette.sun, 0],
  ])
  let d = ''
  for (let i = 0; i < 9; i++) {
    const lean = random.between(-620, 620)
    const spread = random.between(18, 74)
    d += `M${n(sun.x)} ${n(sun.y)}L${n(sun.x + lean)} ${height}h${n(spread)}Z`
  }
  drawing.add(path(d, paint, `filter="${soft}"`))
}

/** Great trunks at the edges, darker than all else, with thin dead twigs; and the forest floor. */
function paintTrunks(drawing: Drawing, brief: Brief): void {
  const { random } = brief
  const color = css(lighten(landAt(brief, 1), -0.05))
  const places = [random.between(0.02, 0.12), random.between(0.87, 0.98)]
  if (random.chance(0.5)) places.push(random.between(0.15, 0.24))
  for (const place of places) {
    const x = width * place
    const w = random.between(17, 44)
    const lean = random.between(-22, 22)
    const trunk =
      `M${n(x - w)} ${height + 10}C${n(x - w * 0.55)} ${height * 0.82} ${n(x - w * 0.45 + lean)} ${height * 0.4} ${n(x - w * 0.36 + lean)} -10` +
      `H${n(x + w * 0.36 + lean)}C${n(x + w * 0.45 + lean)} ${height * 0.4} ${n(x + w * 0.55)} ${height * 0.82} ${n(x + w)} ${height + 10}Z`
    drawing.add(path(trunk, color))
    drawing.add(
      path(
        twigs(random, { x: x + lean * 0.6, y: 0 }),
        'none',
        `stroke="${color}" stroke-width="2.6" stroke-linecap="round"`,
      ),
    )
  }
  const noise = createNoise(random, 5)
  const tufts = across(5, x => height - 34 + noise(x / 46) * 22 - Math.abs(x - width / 2) * 0.05)
  drawing.add(path(`${line(tufts)}L${width + 10} ${height}L-10 ${height}Z`, color))
}

/** Path data of bare twigs on both sides of a trunk, drooping, each with a smaller one. */
function twigs(random: Random, top: Point): string {
  let d = ''
  for (let i = 0; i < 9; i++) {
    const y = top.y + random.between(20, 470)
    const side = random.pick([-1, 1])
    const long = random.between(50, 130)
    const droop = random.between(8, 44)
    d += `M${n(top.x)} ${n(y)}q${n(side * long * 0.5)} ${n(-6)} ${n(side * long)} ${n(droop)}`
    d += `M${n(top.x + side * long * 0.55)} ${n(y + droop * 0.2)}q${n(side * 14)} ${n(4)} ${n(side * 24)} ${n(26)}`
  }
  return d
}
