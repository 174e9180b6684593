import type { Brief } from '../brief.ts'
import { css, lighten, mix, turn, type Color } from '../color.ts'
import { across, circle, height, line, rect, width, type Drawing } from '../drawing.ts'
import { createNoise } from '../random.ts'

/** Silk: hundreds of fine lines that swing together and cross. */
export function paintRibbons(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  paintGround(drawing, brief)
  const bundles = random.whole(3, 4)
  for (let b = 0; b < bundles; b++) {
    const a = createNoise(random, 2)
    const c = createNoise(random, 1)
    const from = random.pick([palette.accent, palette.sky[3], palette.sun])
    const to = turn(
      random.pick([palette.sky[1], palette.sky[2], palette.accent]),
      random.between(-35, 35),
    )
    const y = height * random.between(0.32, 0.68)
    const stretch = random.between(260, 430)
    const start = random.between(0, 90)
    const strands = 70
    for (let i = 0; i < strands; i++) {
      const part = i / (strands - 1)
      const twist = (part - 0.5) * 2
      const points = across(16, x => {
        const at = x / stretch + start
        const swing = a(at * 0.8 + twist * 0.16) * 210
        const open = c(at * 1.3 + twist * 0.1) * 150 + 40
        return y + swing + twist * open
      })
      const color: Color = lighten(mix(from, to, part), 0.1 * Math.sin(part * Math.PI * 3))
      const opacity = (0.2 + 0.42 * Math.sin(part * Math.PI)).toFixed(2)
      drawing.add(
        `<path d="${line(points)}" fill="none" stroke="${css(color)}" stroke-width="1.4" stroke-opacity="${opacity}"/>`,
      )
    }
  }
}

/** A dark or glowing ground of a few wide pools of colour. */
function paintGround(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  const base = drawing.between(0, height, [
    [0, lighten(palette.sky[0], -0.04)],
    [0.6, mix(palette.sky[0], palette.sky[1], 0.5)],
    [1, mix(palette.near, palette.sky[0], 0.5)],
  ])
  drawing.add(rect(0, height, base))
  for (let i = 0; i < 7; i++) {
    const tone = random.pick([palette.sky[1], palette.sky[2], palette.far, palette.sky[0]])
    const pool = drawing.radial([
      [0, tone, 0.5],
      [0.5, tone, 0.2],
      [1, tone, 0],
    ])
    const at = { x: random.between(0, width), y: random.between(0, height) }
    drawing.add(circle(at, random.between(240, 520), pool))
  }
}
