import type { Brief } from '../brief.ts'
import { css, lighten, mix, saturate, turn, type Color } from '../color.ts'
import { circle, height, n, path, rect, width, type Drawing, type Point } from '../drawing.ts'
import type { Random } from '../random.ts'

/** Flowers against a pale sky with a large low sun: soft ones behind, sharp ones in front. */
export function paintGarden(drawing: Drawing, brief: Brief): void {
  const { random, palette } = brief
  drawing.add(
    rect(
      0,
      height,
      drawing.between(0, height, [
        [0, mix(palette.sky[1], palette.sky[2], 0.4)],
        [0.55, palette.sky[2]],
        [1, mix(palette.sky[3], palette.haze, 0.3)],
      ]),
    ),
  )
  const sun = { x: width * random.between(0.25, 0.75), y: height * random.between(0.3, 0.46) }
  drawing.add(
    circle(
      sun,
      470,
      drawing.radial([
        [0, palette.sun, 0.9],
        [0.4, palette.sun, 0.3],
        [1, palette.sun, 0],
      ]),
    ),
  )
  drawing.add(circle(sun, random.between(110, 170), css(palette.sun), 'opacity="0.85"'))
  const family = petalColors(brief)
  for (let depth = 0; depth < 3; depth++) {
    const nearness = depth / 2
    const markup: string[] = []
    const bed: Drawing = { ...drawing, add: shape => void markup.push(shape) }
    const count = [11, 9, 6][depth] ?? 6
    for (let i = 0; i < count; i++) {
      const x = width * ((i + random.between(0.1, 0.9)) / count)
      paintStem(bed, brief, { x, nearness, family })
    }
    paintGrass(bed, brief, nearness)
    const soft = depth === 0 ? ` filter="${drawing.blur(3.2, 'picture')}"` : ''
    drawing.add(`<g${soft}>${markup.join('')}</g>`)
  }
}

function petalColors({ random, palette }: Brief): Color[] {
  const base = { l: 0.72, c: 0.16, h: palette.accent.h + random.between(-40, 30) }
  return [base, turn(lighten(base, 0.08), 28), turn(base, -34), { ...lighten(base, 0.2), c: 0.05 }]
}

function leafColor({ palette }: Brief, nearness: number): Color {
  const green = { l: 0.3 + 0.12 * nearness, c: 0.085, h: 155 }
  const leaf = mix(green, palette.near, 0.35 + 0.25 * nearness)
  return mix(palette.haze, leaf, 0.35 + 0.63 * nearness)
}

interface Stem {
  readonly x: number
  readonly nearness: number
  readonly family: readonly Color[]
}

function paintStem(drawing: Drawing, brief: Brief, { x, nearness, family }: Stem): void {
  const { random, palette } = brief
  const tall = height * random.between(0.34, 0.66) * (0.95 + 0.18 * nearness)
  const lean = random.between(-90, 90)
  const foot = { x, y: height + 20 }
  const bend = { x: x + lean * 0.15, y: height - tall * 0.55 }
  const head = { x: x + lean, y: height - tall }
  const leaf = leafColor(brief, nearness)
  const thick = 2 + 3.4 * nearness
  drawing.add(
    path(
      `M${n(foot.x)} ${n(foot.y)}Q${n(bend.x)} ${n(bend.y)} ${n(head.x)} ${n(head.y)}`,
      'none',
      `stroke="${css(leaf)}" stroke-width="${n(thick)}" stroke-linecap="round"`,
    ),
  )
  const along = (t: number): Point => ({
    x: (1 - t) ** 2 * foot.x + 2 * t * (1 - t) * bend.x + t * t * head.x,
    y: (1 - t) ** 2 * foot.y + 2 * t * (1 - t) * bend.y + t * t * head.y,
  })
  const leaves = random.whole(2, 4)
  for (let i = 0; i < leaves; i++) {
    const side = i % 2 === 0 ? 1 : -1
    const at = along(random.between(0.2, 0.72))
    paintLeaf(drawing, at, {
      long: random.between(60, 140) * (0.6 + 0.5 * nearness),
      angle: side * random.between(28, 68),
      color: lighten(leaf, random.between(-0.03, 0.06)),
    })
  }
  const petal = mix(palette.haze, random.pick(family), 0.45 + 0.55 * nearness)
  const size = random.between(30, 56) * (0.62 + 0.6 * nearness)
  random.pick([paintDaisy, paintPoppy, paintTulip, paintUmbel])(drawing, brief, {
    at: head,
    size,
    petal,
    leaf,
  })
}

/** A pointed leaf that rises from `at`, leaning `angle` degrees from upright. */
function paintLeaf(
  drawing: Drawing,
  at: Point,
  look: { readonly long: number; readonly angle: number; readonly color: Color },
): void {
  const { long, angle, color } = look
  const w = long * 0.2
  const turned = `transform="rotate(${n(angle)} ${n(at.x)} ${n(at.y)})"`
  const half = (side: number): string =>
    `M${n(at.x)} ${n(at.y)}q${n(side * w)} ${n(-long * 0.45)} 0 ${n(-long)}`
  drawing.add(
    `<g ${turned}>${path(`${half(1)}q${n(-w)} ${n(long * 0.55)} 0 ${n(long)}Z`, css(color))}` +
      `${path(`${half(1)}Z`, css(lighten(color, 0.05)))}</g>`,
  )
}

interface Flower {
  readonly at: Point
  readonly size: number
  readonly petal: Color
  readonly leaf: Color
}

const turned = (markup: string, angle: number, at: Point): string =>
  `<g transform="rotate(${n(angle)} ${n(at.x)} ${n(at.y)})">${markup}</g>`

const petalPath = (at: Point, long: number, w: number): string =>
  `M${n(at.x)} ${n(at.y)}C${n(at.x - w)} ${n(at.y - long * 0.4)} ${n(at.x - w * 0.8)} ${n(at.y - long)} ${n(at.x)} ${n(at.y - long)}` +
  `C${n(at.x + w * 0.8)} ${n(at.y - long)} ${n(at.x + w)} ${n(at.y - long * 0.4)} ${n(at.x)} ${n(at.y)}Z`

function ringOfPetals(random: Random, flower: Flower, count: number, paint: string): string {
  const start = random.between(0, 360)
  return Array.from({ length: count }, (_, i) =>
    turned(
      path(
        petalPath(flower.at, flower.size * random.between(0.9, 1.06), flower.size * (2.4 / count)),
        paint,
      ),
      start + (360 * i) / count,
      flower.at,
    ),
  ).join('')
}

function paintDaisy(drawing: Drawing, { random, palette }: Brief, flower: Flower): void {
  const count = random.whole(9, 14)
  const back = drawing.linear([
    [0, lighten(flower.petal, 0.04)],
    [1, lighten(flower.petal, -0.13)],
  ])
  const front = drawing.linear([
    [0, lighten(flower.petal, 0.1)],
    [1, lighten(flower.petal, -0.06)],
  ])
  drawing.add(
    ringOfPetals(random, flower, count, back) +
      ringOfPetals(random, { ...flower, size: flower.size * 0.8 }, count, front),
  )
  const heart = drawing.radial(
    [
      [0, lighten(palette.accent, 0.06)],
      [1, lighten(saturate(palette.accent, 0.9), -0.22)],
    ],
    { x: 0.4, y: 0.35 },
  )
  drawing.add(circle(flower.at, flower.size * 0.24, heart))
}

function paintPoppy(drawing: Drawing, { random }: Brief, flower: Flower): void {
  const outer = drawing.linear([
    [0, lighten(flower.petal, 0.06)],
    [1, lighten(flower.petal, -0.16)],
  ])
  const inner = drawing.linear([
    [0, lighten(flower.petal, 0.12)],
    [1, lighten(flower.petal, -0.08)],
  ])
  drawing.add(
    ringOfPetals(random, flower, 5, outer) +
      ringOfPetals(random, { ...flower, size: flower.size * 0.68 }, 5, inner),
  )
  drawing.add(circle(flower.at, flower.size * 0.15, css(lighten(flower.leaf, -0.1))))
  const dots = Array.from({ length: 12 }, (_, i) => {
    const angle = (i / 12) * Math.PI * 2
    return circle(
      {
        x: flower.at.x + Math.cos(angle) * flower.size * 0.25,
        y: flower.at.y + Math.sin(angle) * flower.size * 0.25,
      },
      flower.size * 0.03,
      css(lighten(flower.leaf, -0.1)),
    )
  })
  drawing.add(dots.join(''))
}

function paintTulip(drawing: Drawing, { random }: Brief, { at, size, petal }: Flower): void {
  const s = size * 1.15
  const foot = { x: at.x, y: at.y + s * 0.5 }
  const side = drawing.linear([
    [0, lighten(petal, 0.05)],
    [1, lighten(petal, -0.15)],
  ])
  const middle = drawing.linear([
    [0, lighten(petal, 0.12)],
    [1, lighten(petal, -0.07)],
  ])
  const lean = random.between(-12, 12)
  const shape =
    turned(path(petalPath(foot, s * 1.25, s * 0.46), side), 17, foot) +
    turned(path(petalPath(foot, s * 1.25, s * 0.46), side), -17, foot) +
    path(petalPath(foot, s * 1.14, s * 0.46), middle)
  drawing.add(turned(shape, lean, at))
}

/** A wide head of tiny blossoms on thin rays. */
function paintUmbel(drawing: Drawing, { random }: Brief, { at, size, petal, leaf }: Flower): void {
  let rays = ''
  let blossoms = ''
  for (let i = 0; i < 17; i++) {
    const angle = Math.PI * (1.06 + (0.88 * i) / 16)
    const out = size * random.between(1, 1.35)
    const tip = { x: at.x + Math.cos(angle) * out * 1.1, y: at.y + Math.sin(angle) * out * 0.72 }
    rays += `M${n(at.x)} ${n(at.y)}Q${n(at.x + (tip.x - at.x) * 0.3)} ${n(tip.y + size * 0.3)} ${n(tip.x)} ${n(tip.y)}`
    for (let k = 0; k < 6; k++) {
      const spot = { x: tip.x + random.between(-9, 9), y: tip.y + random.between(-7, 5) }
      blossoms += circle(
        spot,
        random.between(1.8, 4.2),
        css(lighten(petal, random.between(-0.05, 0.14))),
      )
    }
  }
  drawing.add(path(rays, 'none', `stroke="${css(leaf)}" stroke-width="1.3"`))
  drawing.add(blossoms)
}

function paintGrass(drawing: Drawing, brief: Brief, nearness: number): void {
  const { random } = brief
  let d = ''
  for (let i = 0; i < 90; i++) {
    const x = random.between(-20, width + 20)
    const tall = random.between(50, 190) * (0.55 + 0.5 * nearness)
    const lean = random.between(-46, 46)
    const w = 2 + 2.6 * nearness
    d += `M${n(x - w)} ${height}Q${n(x + lean * 0.2)} ${n(height - tall * 0.6)} ${n(x + lean)} ${n(height - tall)}Q${n(x + lean * 0.35 + w)} ${n(height - tall * 0.5)} ${n(x + w)} ${height}Z`
  }
  drawing.add(path(d, css(leafColor(brief, nearness)), 'opacity="0.9"'))
}
