/** A colour in OKLCH: lightness 0 to 1, chroma 0 to about 0.3, hue in degrees. Steps look even to the eye. */
export interface Color {
  readonly l: number
  readonly c: number
  readonly h: number
}

export const lch = (l: number, c: number, h: number): Color => ({ l, c, h })

type Triple = readonly [number, number, number]

const radians = Math.PI / 180

const toLab = ({ l, c, h }: Color): Triple => [
  l,
  c * Math.cos(h * radians),
  c * Math.sin(h * radians),
]

// The matrices are those of Björn Ottosson's definition of OKLab.
function toLinear([lightness, a, b]: Triple): Triple {
  const l = (lightness + 0.3963377774 * a + 0.2158037573 * b) ** 3
  const m = (lightness - 0.1055613458 * a - 0.0638541728 * b) ** 3
  const s = (lightness - 0.0894841775 * a - 1.291485548 * b) ** 3
  return [
    4.0767416621 * l - 3.3077115913 * m + 0.2309699292 * s,
    -1.2684380046 * l + 2.6097574011 * m - 0.3413193965 * s,
    -0.0041960863 * l - 0.7034186147 * m + 1.707614701 * s,
  ]
}

const shown = (channel: number): boolean => channel > -0.0005 && channel < 1.0005

/** The nearest colour a screen can show: chroma gives way, lightness and hue stay. */
function toScreen(color: Color): Triple {
  let c = color.c
  let linear = toLinear(toLab(color))
  while (!linear.every(shown) && c > 0.002) {
    c *= 0.94
    linear = toLinear(toLab({ ...color, c }))
  }
  return linear
}

function toByte(linear: number): number {
  const value = Math.min(1, Math.max(0, linear))
  const encoded = value <= 0.0031308 ? 12.92 * value : 1.055 * value ** (1 / 2.4) - 0.055
  return Math.round(encoded * 255)
}

/** As SVG takes it: `#rrggbb`. */
export function css(color: Color): string {
  const bytes = toScreen(color).map(channel => toByte(channel).toString(16).padStart(2, '0'))
  return `#${bytes.join('')}`
}

/** The colour `part` of the way from one to the other, straight through OKLab. */
export function mix(from: Color, to: Color, part: number): Color {
  const [l1, a1, b1] = toLab(from)
  const [l2, a2, b2] = toLab(to)
  const a = a1 + (a2 - a1) * part
  const b = b1 + (b2 - b1) * part
  return { l: l1 + (l2 - l1) * part, c: Math.hypot(a, b), h: Math.atan2(b, a) / radians }
}

/** Lighter by `amount` (darker below 0); a little paler at the ends, as pigments are. */
export const lighten = (color: Color, amount: number): Color => ({
  ...color,
  l: Math.min(0.99, Math.max(0.04, color.l + amount)),
})

export const turn = (color: Color, degrees: number): Color => ({ ...color, h: color.h + degrees })

export const saturate = (color: Color, factor: number): Color => ({ ...color, c: color.c * factor })
