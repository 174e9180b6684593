import type { Brief } from '../brief.ts'
import { css, lighten, mix, turn } from '../color.ts'
import { across, height, n, path, rect, width, type Drawing } from '../drawing.ts'
import { createNoise } from '../random.ts'
import { paintStars } from '../sky.ts'
import { landAt, paintFirs, paintLand, paintMist, ridgeLine } from '../terrain.ts'

/** A night far from any town: the Milky Way or an aurora over dark hills, one window lit. */
export function paintStarryNight(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  const horizon = height * random.between(0.74, 0.82)
  drawing.add(
    rect(
      0,
      height,
      drawing.between(0, horizon, [
        [0, lighten(palette.sky[0], -0.02)],
        [0.5, palette.sky[1]],
        [0.82, palette.sky[2]],
        [1, palette.sky[3]],
      ]),
    ),
  )
  const aurora = brief.elements.has('aurora') || random.chance(0.4)
  if (!aurora) paintMilkyWay(drawing, brief, horizon)
  paintStars(drawing, brief, horizon * 1.05, 620)
  if (aurora) paintAurora(drawing, brief, horizon)
  if (random.chance(0.7)) paintMeteor(drawing, brief, horizon)
  for (let i = 0; i < 3; i++) {
    const points = ridgeLine(random, {
      y: horizon + 4 + 62 * i,
      swing: 58 - 15 * i,
      frequency: 2 + i * 0.7,
      sharpness: 0.55 - 0.25 * i,
    })
    const top = landAt(brief, 0.35 + 0.3 * i)
    paintLand(drawing, points, { top, foot: lighten(top, -0.05), depth: 150 })
    if (i > 0) {
      paintFirs(drawing, brief, points, {
        color: lighten(top, -0.02),
        tall: 26 + 46 * (i - 1),
        density: 0.35,
      })
    }
    if (i < 2) paintMist(drawing, brief, horizon + 48 + 40 * i, 0.25)
  }
}

function paintMilkyWay(drawing: Drawing, brief: Brief, horizon: number): void {
  const { random, palette } = brief
  const soft = drawing.blur(16, 'picture')
  const tilt = random.between(0.5, 1.1) * random.pick([-1, 1])
  const noise = createNoise(random, 3)
  const cool = drawing.radial([
    [0, mix(palette.sky[3], palette.sun, 0.35), 0.34],
    [1, palette.sky[3], 0],
  ])
  const warm = drawing.radial([
    [0, turn(mix(palette.sky[3], palette.accent, 0.45), -40), 0.3],
    [1, palette.sky[2], 0],
  ])
  let clouds = ''
  for (let i = 0; i < 60; i++) {
    const part = random.next()
    const y = horizon * (part * 1.15 - 0.1)
    const x =
      width / 2 + (y - horizon * 0.45) * tilt + noise(part * 6) * 70 + random.between(-46, 46)
    const size = random.between(34, 120)
    clouds += `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(size)}" ry="${n(size * 0.8)}" fill="${random.chance(0.35) ? warm : cool}"/>`
  }
  drawing.add(clouds)
  let lanes = ''
  for (let i = 0; i < 16; i++) {
    const y = horizon * random.between(0.02, 0.95)
    const x =
      width / 2 +
      (y - horizon * 0.45) * tilt +
      noise((y / horizon) * 6) * 70 +
      random.between(-22, 22)
    lanes += `<ellipse cx="${n(x)}" cy="${n(y)}" rx="${n(random.between(8, 30))}" ry="${n(random.between(26, 60))}"/>`
  }
  drawing.add(`<g fill="${css(palette.sky[0])}" opacity="0.5" filter="${soft}">${lanes}</g>`)
  let dust = ''
  for (let i = 0; i < 900; i++) {
    const part = random.next()
    const y = horizon * (part * 1.1 - 0.05)
    const lean = (random.next() + random.next() + random.next() - 1.5) * 110
    const x = width / 2 + (y - horizon * 0.45) * tilt + noise(part * 6) * 70 + lean
    dust += `M${n(x)} ${n(y)}h${random.chance(0.1) ? 1.3 : 0.7}`
  }
  drawing.add(
    path(
      dust,
      'none',
      `stroke="${css(palette.sun)}" stroke-width="0.9" stroke-linecap="round" opacity="0.6"`,
    ),
  )
}

/** Curtains of light: thin vertical rays along a wandering line, strongest at their foot. */
function paintAurora(drawing: Drawing, brief: Brief, horizon: number): void {
  const { random, palette } = brief
  const soft = drawing.blur(5, 'picture')
  const green = { l: 0.83, c: 0.2, h: 155 + random.between(-12, 22) }
  const violet = { l: 0.62, c: 0.19, h: 305 + random.between(-15, 25) }
  const curtains = random.whole(2, 3)
  let light = ''
  for (let c = 0; c < curtains; c++) {
    const wander = createNoise(random, 3)
    const pulse = createNoise(random, 4)
    const base = horizon * random.between(0.42, 0.72)
    const paint = drawing.linear([
      [0, violet, 0],
      [0.45, mix(violet, green, 0.4), 0.2],
      [0.86, green, 0.62],
      [1, mix(green, palette.sun, 0.3), 0],
    ])
    let rays = ''
    for (const { x, y } of across(7, at => base + wander(at / 300) * 120)) {
      const tall = 110 + 190 * (0.5 + 0.5 * pulse(x / 60))
      const opacity = (0.35 + 0.55 * (0.5 + 0.5 * pulse(x / 34 + 40))).toFixed(2)
      rays += `<rect x="${n(x - 4)}" y="${n(y - tall)}" width="10" height="${n(tall + 16)}" fill-opacity="${opacity}"/>`
    }
    light += `<g fill="${paint}" opacity="${c === 0 ? 0.95 : 0.6}">${rays}</g>`
  }
  drawing.add(`<g filter="${soft}">${light}</g>`)
}

function paintMeteor(drawing: Drawing, { random, palette }: Brief, horizon: number): void {
  const from = { x: random.between(180, 820), y: horizon * random.between(0.08, 0.35) }
  const side = random.pick([-1, 1])
  const long = random.between(90, 170)
  const tail = drawing.linear(
    [
      [0, palette.sun, side === 1 ? 0 : 0.95],
      [1, palette.sun, side === 1 ? 0.95 : 0],
    ],
    'horizontal',
  )
  drawing.add(
    path(
      `M${n(from.x)} ${n(from.y)}l${n(side * long)} ${n(long * 0.42)}l${n(-side * 1.2)} 1.6Z`,
      tail,
      `stroke="${tail}" stroke-width="0.8"`,
    ),
  )
}
