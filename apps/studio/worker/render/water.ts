import type { Brief } from './brief.ts'
import { css, lighten, mix } from './color.ts'
import { dash, height, n, path, rect, width, type Drawing, type Point } from './drawing.ts'

/** Water from the horizon to the viewer, with ripples and the light's path over it. */
export function paintWater(drawing: Drawing, brief: Brief, horizon: number, light: Point): void {
  const { palette } = brief
  const deep = mix(palette.near, palette.sky[0], 0.45)
  const paint = drawing.between(horizon, height, [
    [0, mix(palette.sky[3], palette.sky[2], 0.35)],
    [0.12, mix(palette.sky[2], palette.sky[1], 0.4)],
    [0.5, mix(palette.sky[1], deep, 0.45)],
    [1, deep],
  ])
  drawing.add(rect(horizon, height - horizon, paint))
  paintRipples(drawing, brief, horizon)
  paintGlitter(drawing, brief, horizon, light.x)
}

function paintRipples(drawing: Drawing, brief: Brief, horizon: number): void {
  const { random, palette } = brief
  let dark = ''
  let bright = ''
  for (let i = 0; i < 330; i++) {
    const part = random.next() ** 1.25
    const at = { x: random.between(-60, width + 60), y: horizon + 3 + (height - horizon) * part }
    const mark = dash(at, 14 + 170 * part * random.between(0.4, 1), 0.9 + 6.5 * part)
    if (random.chance(0.5)) dark += mark
    else bright += mark
  }
  drawing.add(path(dark, css(mix(palette.near, palette.sky[0], 0.3)), 'opacity="0.16"'))
  drawing.add(path(bright, css(palette.sky[2]), 'opacity="0.17"'))
}

/** The path of light: dense and narrow at the horizon, loose and wide at the viewer. */
function paintGlitter(drawing: Drawing, brief: Brief, horizon: number, x: number): void {
  const { random, palette } = brief
  const depth = height - horizon
  const sheen = drawing.radial([
    [0, palette.sun, 0.5],
    [1, palette.sun, 0],
  ])
  drawing.add(
    `<ellipse cx="${n(x)}" cy="${n(horizon)}" rx="230" ry="${n(depth * 0.5)}" fill="${sheen}" ` +
      `clip-path="${drawing.clip(rect(horizon, depth, '#000'))}"/>`,
  )
  let d = ''
  for (let i = 0; i < 210; i++) {
    const part = random.next() ** 1.7
    const spread = 16 + 120 * part
    const lean = (random.next() + random.next() - 1) * spread
    const at = { x: x + lean, y: horizon + 2 + depth * 0.97 * part }
    d += dash(at, (9 + 66 * part) * random.between(0.5, 1.2), 1.1 + 5.2 * part)
  }
  drawing.add(path(d, css(lighten(palette.sun, 0.01)), 'opacity="0.62"'))
}
