import type { Brief } from './brief.ts'
import { css, lighten, mix, type Color } from './color.ts'
import { across, ground, line, n, path, rect, width, type Drawing, type Point } from './drawing.ts'
import { createNoise, type Noise, type Random } from './random.ts'

/** How a line of hills runs: its middle height, how far it swings, and how many swings fit a picture. */
export interface Ridge {
  readonly y: number
  readonly swing: number
  readonly frequency: number
  /** 0 rolls like hills, 1 breaks into sharp peaks. */
  readonly sharpness: number
}

/** The skyline of a ridge, left to right. */
export function ridgeLine(random: Random, ridge: Ridge): Point[] {
  const rolling = createNoise(random, 3)
  const creases = createCreases(random)
  const start = random.between(0, 100)
  return across(4, x => {
    const at = start + (x / width) * ridge.frequency
    const height = rolling(at) * (1 - ridge.sharpness) + creases(at * 1.3) * ridge.sharpness
    return ridge.y - ridge.swing * height
  })
}

/** Noise that is folded where it crosses zero: round valleys, sharp tops. From about -1 to 1. */
function createCreases(random: Random): Noise {
  const octaves = Array.from({ length: 5 }, () => createNoise(random, 1))
  return x => {
    let sum = 0
    for (const [i, octave] of octaves.entries()) {
      sum += 0.46 ** i * (1 - 2.1 * Math.abs(octave(x * 2.03 ** i)))
    }
    return sum * 0.62
  }
}

interface Peak {
  readonly index: number
  readonly left: number
  readonly right: number
}

/** The tops of a skyline that stand out by at least `rise` pixels, with the feet on both sides. */
function peaksOf(points: readonly Point[], rise: number): Peak[] {
  const peaks: Peak[] = []
  const y = (i: number): number => points[i]?.y ?? Infinity
  const reach = 7
  for (let i = reach; i < points.length - reach; i++) {
    let top = true
    for (let j = i - reach; j <= i + reach && top; j++)
      top = j === i || y(j) > y(i) || (y(j) === y(i) && j > i)
    if (!top) continue
    const left = footOf(points, i, -1)
    const right = footOf(points, i, 1)
    if (Math.min(y(left), y(right)) - y(i) > rise) peaks.push({ index: i, left, right })
  }
  return peaks
}

/** Where the ground has risen again by more than a step, walking down from a top. */
function footOf(points: readonly Point[], from: number, direction: 1 | -1): number {
  let lowest = from
  for (let i = from; i >= 0 && i < points.length; i += direction) {
    const here = points[i]?.y ?? 0
    const low = points[lowest]?.y ?? 0
    if (here > low) lowest = i
    if (low - here > 9) break
  }
  return lowest
}

/** A crooked line from a top down the flank, as far below it as `drop`, leaning by `lean`. */
function spur(random: Random, top: Point, drop: number, lean: number): Point[] {
  const steps = 7
  return Array.from({ length: steps }, (_, i) => {
    const part = (i + 1) / steps
    return {
      x: top.x + lean * drop * part + random.between(-0.09, 0.09) * drop,
      y: top.y + drop * part,
    }
  })
}

/** Shades the flank of each peak that looks away from the light, and lays snow on the lit one. */
export function paintFlanks(
  drawing: Drawing,
  random: Random,
  points: readonly Point[],
  look: { readonly shade: Color; readonly snow: Color | undefined; readonly lightX: number },
): void {
  const fill = drawing.linear([
    [0, look.shade, 0.62],
    [1, look.shade, 0],
  ])
  for (const { index, left, right } of peaksOf(points, 16)) {
    const top = points[index]
    if (top === undefined) continue
    const away = top.x > look.lightX ? 1 : -1
    const foot = away === 1 ? right : left
    const flank =
      away === 1 ? points.slice(index, foot + 1) : points.slice(foot, index + 1).reverse()
    const drop = Math.max(40, (points[foot]?.y ?? top.y) - top.y) * 1.5
    const inner = spur(random, top, drop, -away * random.between(0.02, 0.22))
    const outer = { x: (points[foot]?.x ?? top.x) + away * drop * 0.2, y: top.y + drop }
    drawing.add(path(`${line([...flank, outer, ...inner.reverse()])}Z`, fill))
    if (look.snow !== undefined) {
      drawing.add(
        path(snowCap(random, points, index, drop * 0.36), css(look.snow), 'opacity="0.9"'),
      )
    }
  }
}

/** Snow from the top down to a ragged edge. */
function snowCap(random: Random, points: readonly Point[], index: number, depth: number): string {
  const top = points[index]
  if (top === undefined) return ''
  const limit = top.y + depth
  let left = index
  let right = index
  while (left > 0 && (points[left]?.y ?? limit) < limit) left--
  while (right < points.length - 1 && (points[right]?.y ?? limit) < limit) right++
  const edge: Point[] = []
  for (let i = right - 1; i > left; i -= 2) {
    const at = points[i]
    if (at === undefined) continue
    const room = Math.max(0, limit - at.y)
    edge.push({ x: at.x, y: at.y + room * random.between(0.25, 0.95) })
  }
  return `${line([...points.slice(left, right + 1), ...edge])}Z`
}

/** Fills the land under a skyline: its own colour at the top, sinking into haze. */
export function paintLand(
  drawing: Drawing,
  points: readonly Point[],
  look: { readonly top: Color; readonly foot: Color; readonly depth: number },
): void {
  const highest = Math.min(...points.map(({ y }) => y))
  const paint = drawing.between(highest, highest + look.depth, [
    [0, look.top],
    [1, look.foot],
  ])
  drawing.add(path(ground(points), paint))
}

/** Path data of one fir: drooping tiers on a thin trunk, `tall` pixels high, standing at `foot`. */
export function fir(random: Random, foot: Point, tall: number): string {
  const tiers = Math.round(Math.min(24, Math.max(5, tall / 14)))
  const halfWidth = tall * random.between(0.14, 0.2)
  const trunk = tall * 0.016
  const side = (direction: 1 | -1): Point[] => {
    const points: Point[] = []
    for (let tier = 1; tier <= tiers; tier++) {
      const part = (tier + random.between(-0.25, 0.25)) / tiers
      const y = foot.y - tall + tall * 0.93 * part
      const out = halfWidth * part ** 0.95 * random.between(0.72, 1.15)
      const inner = tier === tiers ? trunk : out * 0.38
      points.push({ x: foot.x + direction * out, y })
      points.push({ x: foot.x + direction * inner, y: y - tall * 0.018 })
    }
    points.push({ x: foot.x + direction * trunk, y: foot.y + 6 })
    return points
  }
  return `${line([{ x: foot.x, y: foot.y - tall }, ...side(1), ...side(-1).toReversed()])}Z`
}

/** A wood along a skyline, in stands with clearings between. */
export function paintFirs(
  drawing: Drawing,
  brief: Brief,
  points: readonly Point[],
  look: { readonly color: Color; readonly tall: number; readonly density: number },
): void {
  const { random } = brief
  const stands = createNoise(random, 2)
  let d = ''
  for (let x = -10; x < 1034; x += look.tall * random.between(0.12, 0.34)) {
    const thick = stands(x / 170) + look.density
    if (thick < 0) continue
    const at = points[Math.round((x + 4) / 4)]
    if (at === undefined) continue
    const tall = look.tall * random.between(0.5, 1.1) * (0.65 + Math.min(0.5, thick))
    d += fir(random, { x, y: at.y + random.between(2, 9) }, tall)
  }
  drawing.add(path(d, css(look.color)))
}

/** The colour of land at a distance from 0 (the horizon) to 1 (here). */
export function landAt({ palette }: Brief, nearness: number): Color {
  const along = mix(palette.far, palette.near, nearness ** 1.15)
  return mix(along, palette.haze, 0.38 * (1 - nearness) ** 1.6)
}

/** Snow in the light of the picture: never brighter than what lights it. */
export function snowIn({ palette, light }: Brief): Color {
  const dim = light === 'night' ? 0.62 : light === 'dusk' || light === 'storm' ? 0.4 : 0.14
  return mix(palette.sun, palette.haze, dim)
}

/** A veil of mist across the picture, thickest at `y`, with a few denser banks in it. */
export function paintMist(drawing: Drawing, brief: Brief, y: number, strength: number): void {
  const { palette, random } = brief
  const color = lighten(palette.haze, 0.03)
  const deep = 74
  const veil = drawing.between(y - deep, y + deep, [
    [0, color, 0],
    [0.5, color, strength * 0.75],
    [1, color, 0],
  ])
  drawing.add(rect(y - deep, deep * 2, veil))
  const bank = drawing.radial([
    [0, color, strength * 0.5],
    [0.6, color, strength * 0.2],
    [1, color, 0],
  ])
  for (let i = 0; i < 3; i++) {
    const at = { x: random.between(0, width), y: y + random.between(-14, 14) }
    const [rx, ry] = [random.between(260, 520), random.between(26, 58)]
    drawing.add(
      `<ellipse cx="${n(at.x)}" cy="${n(at.y)}" rx="${n(rx)}" ry="${n(ry)}" fill="${bank}"/>`,
    )
  }
}
