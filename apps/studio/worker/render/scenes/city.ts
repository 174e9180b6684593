import type { Brief } from '../brief.ts'
import { css, lighten, mix } from '../color.ts'
import { dash, height, n, path, rect, width, type Drawing } from '../drawing.ts'
import { paintSky } from '../sky.ts'
import { landAt, paintMist } from '../terrain.ts'

interface Building {
  readonly x: number
  readonly width: number
  readonly top: number
}

/** A skyline at the water, its windows lit, and all of it again in the water. */
export function paintCity(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  const shore = height * random.between(0.74, 0.8)
  paintSky(drawing, brief, shore)
  const markup: string[] = []
  const skyline: Drawing = { ...drawing, add: shape => void markup.push(shape) }
  for (let depth = 0; depth < 4; depth++) {
    paintRow(skyline, brief, shore, depth / 3)
    if (depth < 3) paintMist(skyline, brief, shore - 30, 0.3)
  }
  drawing.add(`<g id="skyline">${markup.join('')}</g>`)

  const depth = height - shore
  const base = mix(palette.sky[2], palette.near, 0.4)
  drawing.add(
    rect(
      shore,
      depth,
      drawing.between(shore, height, [
        [0, mix(palette.sky[3], palette.sky[2], 0.5)],
        [1, base],
      ]),
    ),
  )
  const water = drawing.clip(rect(shore, depth, '#000'))
  const flip = `translate(0 ${n(shore * 1.62)}) scale(1 -0.62)`
  drawing.add(
    `<g clip-path="${water}" opacity="0.62"><use href="#skyline" transform="${flip}"/></g>`,
  )
  paintWaterfront(drawing, brief, shore)
}

/** One row of houses: 0 is the farthest, pale and dense, 1 the nearest. */
function paintRow(drawing: Drawing, brief: Brief, shore: number, nearness: number): void {
  const { palette, light } = brief
  const face = landAt(brief, 0.2 + 0.72 * nearness)
  const row = layOut(brief, shore, nearness)
  const lowest = Math.min(...row.map(({ top }) => top))
  const paint = drawing.between(lowest, shore, [
    [0, face],
    [1, mix(face, palette.haze, 0.42 - 0.28 * nearness)],
  ])
  let walls = ''
  for (const building of row) walls += outline(brief, building, shore)
  drawing.add(path(walls, paint))
  if (nearness > 0.2) {
    const lit =
      light === 'night' || light === 'dusk' || light === 'storm' || light === 'fire' ? 0.46 : 0.16
    paintWindows(drawing, brief, row, { shore, nearness, lit })
  }
}

function layOut({ random }: Brief, shore: number, nearness: number): Building[] {
  const row: Building[] = []
  const centre = width * random.between(0.3, 0.7)
  for (let x = -30; x < width + 30;) {
    const w = random.between(34, 74) * (0.75 + 0.45 * nearness)
    const hub = Math.exp(-(((x - centre) / 300) ** 2))
    const tall =
      70 + 210 * hub * random.between(0.45, 1.2) * (1.15 - 0.5 * nearness) + random.between(0, 110)
    row.push({ x, width: w, top: shore - tall * (1.05 - 0.28 * nearness) })
    x += w + random.between(-4, 10 + 34 * nearness)
  }
  return row
}

/** Path data of a building with one of several roofs. */
function outline({ random }: Brief, { x, width: w, top }: Building, shore: number): string {
  const box = `M${n(x)} ${n(shore)}V${n(top)}`
  const close = `V${n(shore)}Z`
  const style = random.whole(0, 5)
  if (style === 0) return `${box}L${n(x + w)} ${n(top + w * 0.36)}${close}`
  if (style === 1) {
    const inset = w * 0.2
    return `${box}h${n(inset)}v${n(-w * 0.4)}h${n(inset)}v${n(-w * 0.3)}h${n(w - 4 * inset)}v${n(w * 0.3)}h${n(inset)}v${n(w * 0.4)}h${n(inset)}${close}`
  }
  if (style === 2) {
    const mast = `M${n(x + w / 2 - 1.2)} ${n(top)}v${n(-w * 0.9)}h2.4v${n(w * 0.9)}Z`
    return `${box}L${n(x + w / 2)} ${n(top - w * 0.42)}L${n(x + w)} ${n(top)}${close}${mast}`
  }
  if (style === 3) return `${box}q${n(w / 2)} ${n(-w * 0.52)} ${n(w)} 0${close}`
  return `${box}h${n(w)}${close}`
}

function paintWindows(
  drawing: Drawing,
  brief: Brief,
  row: readonly Building[],
  look: { readonly shore: number; readonly nearness: number; readonly lit: number },
): void {
  const { random, palette } = brief
  const size = 3.2 + 2.4 * look.nearness
  const tones = ['', '', '']
  for (const building of row) {
    const columns = Math.floor((building.width - size * 1.6) / (size * 2.1))
    const margin = (building.width - columns * size * 2.1 + size * 1.1) / 2
    const share = look.lit * random.between(0.35, 1.3)
    for (let y = building.top + size * 3.4; y < look.shore - size * 3; y += size * 2.7) {
      for (let column = 0; column < columns; column++) {
        if (!random.chance(share)) continue
        const x = building.x + margin + column * size * 2.1
        tones[random.whole(0, 2)] += `M${n(x)} ${n(y)}h${n(size)}v${n(size * 1.35)}h${n(-size)}Z`
      }
    }
  }
  const warm = [
    palette.accent,
    mix(palette.accent, palette.sun, 0.6),
    lighten(palette.accent, -0.12),
  ]
  for (const [i, d] of tones.entries()) {
    const tone = warm[i] ?? palette.accent
    drawing.add(path(d, css(tone), `opacity="${(0.45 + 0.5 * look.nearness).toFixed(2)}"`))
  }
}

function paintWaterfront(drawing: Drawing, brief: Brief, shore: number): void {
  const { random, palette } = brief
  const depth = height - shore
  const deep = lighten(palette.near, -0.02)
  const veil = drawing.between(shore, height, [
    [0, deep, 0.12],
    [1, deep, 0.72],
  ])
  drawing.add(rect(shore, depth, veil))
  let dark = ''
  let bright = ''
  for (let i = 0; i < 190; i++) {
    const part = random.next() ** 1.2
    const at = { x: random.between(0, width), y: shore + 3 + depth * part }
    const mark = dash(at, 24 + 120 * part * random.next(), 0.8 + 3.2 * part)
    if (i % 3 === 0) bright += mark
    else dark += mark
  }
  drawing.add(path(dark, css(deep), 'opacity="0.34"'))
  drawing.add(path(bright, css(mix(palette.accent, palette.sky[3], 0.4)), 'opacity="0.26"'))
  drawing.add(rect(shore - 3, 5, css(deep)))
}
