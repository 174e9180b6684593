import type { Brief } from './brief.ts'
import { css, lighten, mix } from './color.ts'
import { circle, dash, height, n, path, rect, width, type Drawing, type Point } from './drawing.ts'

/** Paints the sky down to the horizon, with the light source, and says where that is. */
export function paintSky(drawing: Drawing, brief: Brief, horizon: number): Point {
  const { palette, random, light } = brief
  const [zenith, upper, lower, low] = palette.sky
  const stops = [
    [0, zenith],
    [0.42, upper],
    [0.76, lower],
    [1, low],
  ] as const
  drawing.add(rect(0, height, drawing.between(0, horizon, stops)))
  const dark = light === 'night'
  const at = {
    x: width * random.pick([random.between(0.2, 0.42), random.between(0.58, 0.8)]),
    y: horizon * (dark ? random.between(0.2, 0.45) : random.between(0.5, 0.86)),
  }
  if (dark || light === 'dusk') paintStars(drawing, brief, horizon, dark ? 260 : 90)
  paintGlow(drawing, brief, at)
  if (dark) paintMoon(drawing, brief, at, random.between(26, 46))
  else drawing.add(circle(at, random.between(34, 74), css(palette.sun)))
  if (brief.elements.has('clouds') || (!dark && random.chance(0.55))) {
    paintClouds(drawing, brief, horizon)
  }
  return at
}

function paintGlow(drawing: Drawing, { palette, light }: Brief, at: Point): void {
  const strength = light === 'night' ? 0.32 : 0.85
  const wide = drawing.radial([
    [0, palette.sun, strength * 0.75],
    [0.25, palette.sky[3], strength * 0.5],
    [0.6, palette.sky[2], strength * 0.16],
    [1, palette.sky[2], 0],
  ])
  drawing.add(circle(at, 560, wide))
  const close = drawing.radial([
    [0.2, palette.sun, strength * 0.8],
    [0.5, palette.sun, strength * 0.25],
    [1, palette.sun, 0],
  ])
  drawing.add(circle(at, 170, close))
}

function paintMoon(drawing: Drawing, brief: Brief, at: Point, r: number): void {
  const { palette, random } = brief
  const disc = drawing.radial(
    [
      [0, lighten(palette.sun, 0.03)],
      [0.75, palette.sun],
      [1, mix(palette.sun, palette.sky[1], 0.22)],
    ],
    { x: 0.38, y: 0.36 },
  )
  drawing.add(circle(at, r, disc))
  const sea = css(mix(palette.sun, palette.sky[1], 0.3))
  for (let i = 0; i < 7; i++) {
    const angle = random.between(0, Math.PI * 2)
    const out = r * random.between(0, 0.62)
    const spot = { x: at.x + out * Math.cos(angle), y: at.y + out * Math.sin(angle) }
    drawing.add(circle(spot, r * random.between(0.07, 0.2), sea, 'opacity="0.35"'))
  }
}

/** Stars of all sizes, denser towards the zenith; a few of the brightest have a soft halo. */
export function paintStars(drawing: Drawing, brief: Brief, horizon: number, count: number): void {
  const { palette, random } = brief
  const white = css(mix(palette.sun, palette.sky[3], 0.12))
  const warm = css(mix(palette.sun, palette.accent, 0.45))
  const halo = drawing.radial([
    [0, palette.sun, 0.4],
    [0.4, palette.sun, 0.1],
    [1, palette.sun, 0],
  ])
  for (let i = 0; i < count; i++) {
    const at = { x: random.between(0, width), y: horizon * random.next() ** 1.35 * 0.96 }
    const size = 0.45 + 1.5 * random.next() ** 5
    const fade = 1 - (at.y / horizon) * 0.75
    const opacity = Math.min(1, random.between(0.35, 1) * fade).toFixed(2)
    if (size > 1.6) drawing.add(circle(at, size * 5, halo))
    const fill = random.chance(0.2) ? warm : white
    drawing.add(circle(at, size, fill, `fill-opacity="${opacity}"`))
  }
}

/** Long flat clouds, thin and lit from below near the horizon. */
function paintClouds(drawing: Drawing, brief: Brief, horizon: number): void {
  const { palette, random } = brief
  const rows = random.whole(3, 6)
  let clouds = ''
  for (let row = 0; row < rows; row++) {
    const depth = random.between(0.12, 0.82)
    const middle = { x: random.between(-60, width + 60), y: horizon * depth }
    const color = mix(palette.sky[3], palette.sun, random.between(0, 0.6))
    const spread = 260 * (1 - depth * 0.4)
    let d = ''
    for (let i = random.whole(7, 14); i > 0; i--) {
      const at = {
        x: middle.x + random.between(-spread, spread),
        y: middle.y + random.between(-16, 16) * (1.2 - depth),
      }
      d += dash(at, random.between(120, 420), random.between(6, 26) * (1.25 - depth))
    }
    clouds += path(d, css(color), `fill-opacity="${random.between(0.16, 0.42).toFixed(2)}"`)
  }
  drawing.add(`<g filter="${drawing.blur(5, 'picture')}">${clouds}</g>`)
}

/** A small flock, far away. */
export function paintBirds(drawing: Drawing, brief: Brief, around: Point): void {
  const { palette, random } = brief
  const ink = css(mix(palette.near, palette.haze, 0.15))
  const count = random.whole(4, 9)
  for (let i = 0; i < count; i++) {
    const x = around.x + random.between(-150, 150)
    const y = around.y + random.between(-60, 60)
    const s = random.between(5, 11)
    const d =
      `M${n(x - s)} ${n(y - s * 0.35)}q${n(s * 0.55)} ${n(-s * 0.25)} ${n(s)} ${n(s * 0.35)}` +
      `q${n(s * 0.45)} ${n(-s * 0.6)} ${n(s)} ${n(-s * 0.35)}`
    drawing.add(path(d, 'none', `stroke="${ink}" stroke-width="1.6" stroke-linecap="round"`))
  }
}

/** Snow in the air: near flakes large and blurred, far ones small and sharp. */
export function paintSnowfall(drawing: Drawing, { random }: Brief): void {
  const soft = drawing.blur(1.6, 'picture')
  let far = ''
  let close = ''
  for (let i = 0; i < 230; i++) {
    const at = { x: random.between(0, width), y: random.between(0, height) }
    const big = random.chance(0.16)
    const flake = circle(at, big ? random.between(2.4, 5.2) : random.between(0.7, 1.9), '#fff')
    if (big) close += flake
    else far += flake
  }
  drawing.add(`<g opacity="0.75">${far}</g><g opacity="0.5" filter="${soft}">${close}</g>`)
}

/** Slanting rain, thin and even. */
export function paintRain(drawing: Drawing, { random, palette }: Brief): void {
  let d = ''
  for (let i = 0; i < 260; i++) {
    const long = random.between(16, 46)
    d += `M${n(random.between(-20, width + 40))} ${n(random.between(-40, height))}l${n(-long * 0.22)} ${n(long)}`
  }
  const color = css(mix(palette.sun, palette.haze, 0.4))
  drawing.add(path(d, 'none', `stroke="${color}" stroke-width="1.1" opacity="0.3"`))
}

/** Glowing sparks that rise. */
export function paintEmbers(drawing: Drawing, { random, palette }: Brief): void {
  const halo = drawing.radial([
    [0, palette.accent, 0.9],
    [0.3, palette.accent, 0.4],
    [1, palette.accent, 0],
  ])
  for (let i = 0; i < 120; i++) {
    const at = { x: random.between(0, width), y: height * (1 - random.next() ** 1.7 * 0.95) }
    const size = 0.7 + 2.2 * random.next() ** 3
    drawing.add(circle(at, size * 4.5, halo))
    drawing.add(circle(at, size, css(palette.sun)))
  }
}
