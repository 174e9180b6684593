import type { Brief } from '../brief.ts'
import { css, lighten, mix, turn, type Color } from '../color.ts'
import { circle, height, n, path, rect, width, type Drawing, type Point } from '../drawing.ts'
import { createNoise, type Random } from '../random.ts'

const sheets = 10

/** Sheets of coloured paper, each with a hole cut smaller, a light at the bottom of it all. */
export function paintPaper(drawing: Drawing, brief: Brief): void {
  const { random } = brief
  const centre = { x: width * random.between(0.36, 0.64), y: height * random.between(0.4, 0.6) }
  paintBottom(drawing, brief, centre)
  const hole = cutHoles(random, centre)
  for (let i = 0; i < sheets; i++) {
    const part = i / (sheets - 1)
    paintSheet(drawing, brief, hole(part), turn(toneAt(brief, part), random.between(-6, 6)))
  }
}

function paintBottom(drawing: Drawing, { random, palette }: Brief, centre: Point): void {
  drawing.add(rect(0, height, css(palette.sun)))
  const glow = drawing.radial([
    [0, lighten(palette.sun, 0.05)],
    [1, palette.sky[3]],
  ])
  drawing.add(circle(centre, 260, glow))
  const at = { x: centre.x + random.between(-30, 30), y: centre.y + random.between(-20, 20) }
  drawing.add(circle(at, random.between(34, 60), css(palette.accent)))
}

/** The colour of a sheet from the innermost (0) to the outermost (1). */
function toneAt({ palette }: Brief, part: number): Color {
  const [zenith, upper, lower, low] = palette.sky
  const steps = [low, lower, upper, zenith, mix(zenith, palette.near, 0.6)]
  const along = part * (steps.length - 1)
  const inner = steps[Math.floor(along)] ?? palette.near
  const outer = steps[Math.ceil(along)] ?? palette.near
  return mix(inner, outer, along % 1)
}

/** Holes from small to large whose outlines drift from one to the next. */
function cutHoles(random: Random, centre: Point): (part: number) => string {
  const wobble = createNoise(random, 2)
  const phase = random.between(0, 20)
  const corners = 72
  return part => {
    const r = 105 + 470 * part ** 1.1
    const points = Array.from({ length: corners }, (_, i) => {
      const angle = (i / corners) * Math.PI * 2
      const slow = wobble(phase + part * 3.8 + Math.cos(angle) * 1.25) * 0.34
      const fast = wobble(phase + 30 + part * 2.7 + Math.sin(angle) * 1.4) * 0.26
      const out = r * (1 + slow + fast)
      return `${n(centre.x + Math.cos(angle) * out * 1.16)} ${n(centre.y + Math.sin(angle) * out * 0.86)}`
    })
    return `M${points.join('L')}Z`
  }
}

function paintSheet(drawing: Drawing, { palette }: Brief, hole: string, tone: Color): void {
  // The sheet hides the outer half of these strokes; what is left is a soft shadow inside the hole.
  const dark = css(lighten(palette.near, -0.06))
  for (let reach = 4; reach <= 26; reach += 3.5) {
    const stroke = `stroke="${dark}" stroke-width="${n(reach)}" stroke-opacity="0.07" stroke-linejoin="round"`
    drawing.add(path(hole, 'none', `${stroke} transform="translate(0 5)"`))
  }
  const paint = drawing.linear([
    [0, lighten(tone, 0.03)],
    [1, lighten(tone, -0.035)],
  ])
  const sheet = `M-20 -20H${width + 20}V${height + 20}H-20Z${hole}`
  drawing.add(path(sheet, paint, 'fill-rule="evenodd"'))
  const edge = `stroke="${css(lighten(tone, 0.09))}" stroke-width="1.2" stroke-opacity="0.6"`
  drawing.add(path(hole, 'none', edge))
}
