import type { Brief } from '../brief.ts'
import { lighten, mix } from '../color.ts'
import { height, width, type Drawing, type Point } from '../drawing.ts'
import { paintBirds, paintSky } from '../sky.ts'
import {
  landAt,
  paintFirs,
  paintFlanks,
  paintLand,
  paintMist,
  ridgeLine,
  snowIn,
} from '../terrain.ts'

/** Ridge behind ridge: peaks far away, then hills, the nearest wooded. */
export function paintMountains(drawing: Drawing, brief: Brief): void {
  const { random } = brief
  const horizon = height * random.between(0.54, 0.64)
  const sun = paintSky(drawing, brief, horizon)
  const peaks = random.whole(2, 3)
  for (let i = 0; i < peaks; i++) paintPeaks(drawing, brief, { horizon, sun, nearness: i * 0.16 })
  const hills = random.whole(2, 3)
  for (let i = 0; i < hills; i++) {
    const nearness = 0.5 + (0.5 * (i + 1)) / hills
    paintMist(drawing, brief, horizon + (height - horizon) * (nearness - 0.42), 0.5)
    paintHills(drawing, brief, horizon, nearness)
  }
  if (brief.elements.has('birds') || random.chance(0.45)) {
    paintBirds(drawing, brief, { x: width - sun.x, y: horizon * 0.4 })
  }
}

function paintPeaks(
  drawing: Drawing,
  brief: Brief,
  at: { readonly horizon: number; readonly sun: Point; readonly nearness: number },
): void {
  const { random, palette, light } = brief
  const points = ridgeLine(random, {
    y: at.horizon - 66 + 190 * at.nearness,
    swing: random.between(105, 165) - 130 * at.nearness,
    frequency: random.between(1.7, 2.7),
    sharpness: 0.92,
  })
  const top = landAt(brief, at.nearness)
  paintLand(drawing, points, { top, foot: mix(top, palette.haze, 0.66), depth: 250 })
  const snowy = light === 'winter' || (light !== 'fire' && at.nearness < 0.2 && random.chance(0.6))
  const snow = snowy ? snowIn(brief) : undefined
  paintFlanks(drawing, random, points, { shade: lighten(top, -0.15), snow, lightX: at.sun.x })
}

function paintHills(drawing: Drawing, brief: Brief, horizon: number, nearness: number): void {
  const { random, palette } = brief
  const points = ridgeLine(random, {
    y: horizon + (height - horizon - 12) * (nearness - 0.28) * 1.3,
    swing: 46 - 16 * nearness,
    frequency: random.between(2.2, 3.6),
    sharpness: 0.12,
  })
  const top = landAt(brief, nearness)
  paintLand(drawing, points, {
    top,
    foot: mix(top, palette.haze, 0.5 - 0.4 * nearness),
    depth: 210,
  })
  paintFirs(drawing, brief, points, {
    color: lighten(top, -0.035),
    tall: 14 + 86 * nearness ** 2.4,
    density: 0.1 + nearness * 0.22,
  })
}
