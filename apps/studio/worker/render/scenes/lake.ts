import type { Brief } from '../brief.ts'
import { css, lighten, mix } from '../color.ts'
import { dash, height, n, path, rect, width, type Drawing, type Point } from '../drawing.ts'
import { paintBirds, paintSky } from '../sky.ts'
import {
  fir,
  landAt,
  paintFirs,
  paintFlanks,
  paintLand,
  paintMist,
  ridgeLine,
  snowIn,
} from '../terrain.ts'

/** Mountains that stand on their heads in still water. */
export function paintLake(drawing: Drawing, brief: Brief): void {
  const { random } = brief
  const shore = height * random.between(0.56, 0.64)
  const markup: string[] = []
  const above: Drawing = { ...drawing, add: shape => void markup.push(shape) }
  const sun = paintSky(above, brief, shore * 1.02)
  paintFarShore(above, brief, shore, sun)

  const sky = drawing.clip(rect(0, shore, '#000'))
  const water = drawing.clip(rect(shore, height - shore, '#000'))
  const flip = `translate(0 ${n(shore * 2)}) scale(1 -1)`
  drawing.add(`<g clip-path="${sky}"><g id="shore">${markup.join('')}</g></g>`)
  drawing.add(`<g clip-path="${water}"><use href="#shore" transform="${flip}"/></g>`)
  paintSurface(drawing, brief, shore)
  paintBank(drawing, brief)
  paintBirds(drawing, brief, { x: width - sun.x, y: shore * 0.35 })
}

function paintFarShore(drawing: Drawing, brief: Brief, shore: number, sun: Point): void {
  const { random, palette } = brief
  const ranges = [
    { y: shore - 95, swing: random.between(120, 170), sharpness: 0.9 },
    { y: shore - 58, swing: 66, sharpness: 0.6 },
    { y: shore - 14, swing: 17, sharpness: 0.1 },
  ]
  for (const [i, range] of ranges.entries()) {
    const points = ridgeLine(random, { ...range, frequency: random.between(1.6, 2.8) + i })
    const top = landAt(brief, 0.08 + 0.26 * i)
    paintLand(drawing, points, { top, foot: mix(top, palette.haze, 0.6 - 0.15 * i), depth: 200 })
    if (i < 2) {
      const snow = i === 0 ? snowIn(brief) : undefined
      paintFlanks(drawing, random, points, { shade: lighten(top, -0.14), snow, lightX: sun.x })
      paintMist(drawing, brief, shore - 14, 0.42)
    }
    if (i > 0) {
      const wood = { color: lighten(top, -0.07), tall: 12 + 22 * i, density: 0.3 }
      paintFirs(drawing, brief, points, wood)
    }
  }
}

/** What makes the mirror water: darker towards the viewer, and thin breaks in it. */
function paintSurface(drawing: Drawing, brief: Brief, shore: number): void {
  const { random, palette } = brief
  const depth = height - shore
  const deep = mix(palette.near, palette.sky[0], 0.4)
  const veil = drawing.between(shore, height, [
    [0, palette.haze, 0.22],
    [0.25, deep, 0.18],
    [1, deep, 0.78],
  ])
  drawing.add(rect(shore, depth, veil))
  let d = ''
  for (let i = 0; i < 130; i++) {
    const part = random.next() ** 1.6
    const at = { x: random.between(0, width), y: shore + 2 + depth * part }
    d += dash(at, 40 + 230 * part * random.next(), 0.8 + 3.4 * part)
  }
  drawing.add(path(d, css(mix(palette.sky[3], palette.sky[2], 0.4)), 'opacity="0.22"'))
}

/** The near bank: grass, and a few firs that frame the view on one side. */
function paintBank(drawing: Drawing, brief: Brief): void {
  const { random } = brief
  const color = lighten(landAt(brief, 1), -0.02)
  const left = random.chance(0.5)
  const points = ridgeLine(random, { y: 0, swing: 1, frequency: 3, sharpness: 0 }).map(
    ({ x, y }) => {
      const inward = left ? x / width : 1 - x / width
      return { x, y: height - 104 + 150 * Math.max(0, inward) ** 0.8 + y * 7 }
    },
  )
  paintLand(drawing, points, { top: color, foot: lighten(color, -0.05), depth: 120 })
  let d = ''
  for (let i = 0; i < 9; i++) {
    const inward = random.next() ** 1.4 * 0.36
    const x = (left ? inward : 1 - inward) * width
    const foot = points[Math.round((x + 4) / 4)]
    if (foot !== undefined)
      d += fir(random, { x, y: foot.y + 8 }, random.between(110, 330) * (1 - inward))
  }
  drawing.add(path(d, css(color)))
}
