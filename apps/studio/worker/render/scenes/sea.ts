import type { Brief } from '../brief.ts'
import { css, lighten, mix } from '../color.ts'
import { across, height, n, path, line, type Drawing, type Point } from '../drawing.ts'
import { createNoise } from '../random.ts'
import { paintBirds, paintSky } from '../sky.ts'
import { landAt, paintLand, ridgeLine } from '../terrain.ts'
import { paintWater } from '../water.ts'

/** Open water under a wide sky: islands, a sail, swell in front. */
export function paintSea(drawing: Drawing, brief: Brief): void {
  const { random } = brief
  const horizon = height * random.between(0.5, 0.6)
  const sun = paintSky(drawing, brief, horizon)
  if (random.chance(0.75)) paintIslands(drawing, brief, horizon)
  paintWater(drawing, brief, horizon, sun)
  if (brief.elements.has('boat') || random.chance(0.6)) {
    const side = sun.x > 512 ? -1 : 1
    const at = { x: sun.x + side * random.between(120, 330), y: horizon + random.between(26, 80) }
    paintSailboat(drawing, brief, at, random.between(62, 112))
  }
  paintSwell(drawing, brief)
  paintBirds(drawing, brief, { x: random.between(200, 820), y: horizon * 0.45 })
}

function paintIslands(drawing: Drawing, brief: Brief, horizon: number): void {
  const { random, palette } = brief
  for (let i = 0; i < 2; i++) {
    const from = random.between(-200, 800)
    const long = random.between(280, 620)
    const points = ridgeLine(random, { y: 0, swing: 1, frequency: 4, sharpness: 0.35 }).map(
      ({ x, y }) => {
        const part = Math.min(1, Math.max(0, (x - from) / long))
        const rise = Math.sin(part * Math.PI) ** 0.8
        return { x, y: horizon + 1 - rise * (46 - 30 * y) * (0.6 + 0.5 * i) }
      },
    )
    const top = landAt(brief, 0.12 + 0.22 * i)
    paintLand(drawing, points, { top, foot: mix(top, palette.haze, 0.5), depth: 90 })
  }
}

function paintSailboat(drawing: Drawing, { palette }: Brief, at: Point, tall: number): void {
  const hull = css(mix(palette.near, palette.accent, 0.12))
  const sail = drawing.linear([
    [0, lighten(palette.sun, 0)],
    [1, mix(palette.sun, palette.accent, 0.35)],
  ])
  const w = tall * 0.3
  const [x, y] = [at.x, at.y]
  const main = `M${n(x + 2)} ${n(y - tall)}C${n(x + w * 1.1)} ${n(y - tall * 0.6)} ${n(x + w * 1.5)} ${n(y - tall * 0.3)} ${n(x + w * 1.4)} ${n(y - tall * 0.14)}L${n(x + 2)} ${n(y - tall * 0.12)}Z`
  const jib = `M${n(x - 2)} ${n(y - tall * 0.88)}C${n(x - w * 0.5)} ${n(y - tall * 0.5)} ${n(x - w)} ${n(y - tall * 0.26)} ${n(x - w * 1.15)} ${n(y - tall * 0.14)}L${n(x - 2)} ${n(y - tall * 0.16)}Z`
  const body = `M${n(x - w * 1.25)} ${n(y - tall * 0.09)}H${n(x + w * 1.55)}Q${n(x + w * 1.2)} ${n(y + tall * 0.05)} ${n(x + w * 0.8)} ${n(y + tall * 0.05)}H${n(x - w * 0.6)}Q${n(x - w)} ${n(y + tall * 0.03)} ${n(x - w * 1.25)} ${n(y - tall * 0.09)}Z`
  const shape = path(main, sail) + path(jib, sail, 'opacity="0.88"') + path(body, hull)
  drawing.add(
    `<g transform="translate(0 ${n(2 * y + tall * 0.08)}) scale(1 -1)" opacity="0.22">${shape}</g>${shape}`,
  )
}

/** Long waves close to the viewer, each with a bright crest. */
function paintSwell(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  for (let i = 0; i < 4; i++) {
    const noise = createNoise(random, 2)
    const y = height * (0.8 + 0.062 * i)
    const points = across(8, x => y + noise(x / (210 + 60 * i)) * (7 + 5 * i))
    const deep = mix(palette.near, palette.sky[0], 0.42 - 0.09 * i)
    const paint = drawing.between(y - 14, y + 90, [
      [0, mix(deep, palette.sky[2], 0.22), 0.85],
      [1, deep, 0.9],
    ])
    const shut = `L1040 ${height}L-10 ${height}Z`
    drawing.add(path(line(points) + shut, paint))
    const crest = css(mix(palette.sky[3], palette.sun, 0.5))
    drawing.add(
      path(line(points), 'none', `stroke="${crest}" stroke-width="${1 + i * 0.4}" opacity="0.32"`),
    )
  }
}
