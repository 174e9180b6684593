import type { Brief } from '../brief.ts'
import { lighten, mix } from '../color.ts'
import { height, type Drawing } from '../drawing.ts'
import { paintBirds, paintSky } from '../sky.ts'
import { landAt, paintFirs, paintFlanks, paintLand, paintMist, ridgeLine } from '../terrain.ts'

/** Ridge behind ridge, the far ones pale, the nearest wooded. */
export function paintMountains(drawing: Drawing, brief: Brief): void {
  const { random, palette, light } = brief
  const horizon = height * random.between(0.54, 0.66)
  const sun = paintSky(drawing, brief, horizon)
  const layers = random.whole(4, 6)
  const hero = random.whole(1, 2)
  const snowy = light === 'winter' || (light !== 'fire' && random.chance(0.6))
  for (let i = 0; i < layers; i++) {
    const nearness = i / (layers - 1)
    const points = ridgeLine(random, {
      y: horizon - 50 + (height - horizon + 10) * nearness ** 1.25,
      swing: i === hero ? random.between(150, 215) : 64 - 14 * nearness + (1 - nearness) * 40,
      frequency: i === hero ? random.between(1.5, 2.4) : 2.2 + random.between(0, 1.8),
      sharpness: i <= hero ? 0.85 : 0.3 * (1 - nearness),
    })
    const top = landAt(brief, nearness)
    paintLand(drawing, points, {
      top,
      foot: mix(top, palette.haze, 0.62 - 0.5 * nearness),
      depth: 240,
    })
    if (i <= hero) {
      const snow =
        i === hero && snowy ? mix(lighten(palette.sun, 0), palette.haze, 0.12) : undefined
      paintFlanks(drawing, random, points, { shade: lighten(top, -0.16), snow, lightX: sun.x })
    }
    if (nearness > 0.45) {
      const wood = {
        color: lighten(top, -0.035),
        tall: 18 + 78 * nearness ** 2,
        density: 0.15 + nearness * 0.2,
      }
      paintFirs(drawing, brief, points, wood)
    }
    if (i < layers - 1)
      paintMist(drawing, brief, horizon + (height - horizon) * (nearness + 0.12), 0.5)
  }
  if (brief.elements.has('birds') || random.chance(0.45)) {
    paintBirds(drawing, brief, { x: 1024 - sun.x, y: horizon * 0.4 })
  }
}
