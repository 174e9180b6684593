import { css, type Color } from './color.ts'

export const width = 1024
export const height = 768

export interface Point {
  readonly x: number
  readonly y: number
}

/** Where along a gradient (0 to 1), which colour, and how solid (1 when left out). */
type Stop = readonly [at: number, color: Color, opacity?: number]

/** Collects the shapes of one picture, in the order they cover each other. Paints are SVG paint values. */
export interface Drawing {
  add(markup: string): void
  /** A paint from top to bottom of the shape (`vertical`), or left to right. */
  linear(stops: readonly Stop[], direction?: 'vertical' | 'horizontal'): string
  /** A paint from top to bottom between two heights of the picture, whatever the shape. */
  between(top: number, bottom: number, stops: readonly Stop[]): string
  /** A paint from the middle of the shape outwards; `focus` moves the bright spot, 0.5 being the middle. */
  radial(stops: readonly Stop[], focus?: Point): string
  /** A paint from a point of the picture outwards, `reach` pixels far. */
  around(at: Point, reach: number, stops: readonly Stop[]): string
  /**
   * The value of a `filter` attribute that blurs by so many pixels: a `shape` with some room around it,
   * or, for what is spread over the `picture`, up to its edges.
   */
  blur(pixels: number, region?: 'shape' | 'picture'): string
  /** The value of a `clip-path` attribute that keeps what lies inside the markup's shapes. */
  clip(markup: string): string
  toSvg(): string
}

/** A number for SVG: a tenth of a pixel is plenty, and keeps the text short. */
export const n = (value: number): string => String(Math.round(value * 10) / 10)

const stop = ([at, color, opacity = 1]: Stop): string =>
  `<stop offset="${at}" stop-color="${css(color)}" stop-opacity="${opacity}"/>`

export function createDrawing(): Drawing {
  const defs: string[] = []
  const body: string[] = []
  const define = (element: string, attributes: string, content: string): string => {
    const id = `d${defs.length}`
    defs.push(`<${element} id="${id}" ${attributes}>${content}</${element}>`)
    return `url(#${id})`
  }
  const gradient = (element: string, attributes: string, stops: readonly Stop[]): string =>
    define(element, attributes, stops.map(stop).join(''))
  return {
    add: markup => void body.push(markup),
    linear: (stops, direction = 'vertical') =>
      gradient(
        'linearGradient',
        direction === 'vertical' ? 'x2="0" y2="1"' : 'x2="1" y2="0"',
        stops,
      ),
    between: (top, bottom, stops) =>
      gradient(
        'linearGradient',
        `gradientUnits="userSpaceOnUse" x1="0" x2="0" y1="${n(top)}" y2="${n(bottom)}"`,
        stops,
      ),
    radial: (stops, focus = { x: 0.5, y: 0.5 }) =>
      gradient('radialGradient', `fx="${focus.x}" fy="${focus.y}"`, stops),
    around: (at, reach, stops) =>
      gradient(
        'radialGradient',
        `gradientUnits="userSpaceOnUse" cx="${n(at.x)}" cy="${n(at.y)}" r="${n(reach)}"`,
        stops,
      ),
    blur: (pixels, region = 'shape') =>
      define(
        'filter',
        region === 'shape'
          ? 'x="-50%" y="-50%" width="200%" height="200%"'
          : `filterUnits="userSpaceOnUse" x="0" y="0" width="${width}" height="${height}"`,
        `<feGaussianBlur stdDeviation="${n(pixels)}"/>`,
      ),
    clip: markup => define('clipPath', '', markup),
    toSvg: () =>
      `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}"><defs>${defs.join('')}</defs>${body.join('')}</svg>`,
  }
}

/** Path data through the points, straight from one to the next. */
export const line = (points: readonly Point[]): string =>
  points.map(({ x, y }, i) => `${i === 0 ? 'M' : 'L'}${n(x)} ${n(y)}`).join('')

/** Path data of the ground under a line: down to the bottom of the picture and closed. */
export const ground = (points: readonly Point[], bottom: number = height): string =>
  `${line(points)}L${n(points.at(-1)?.x ?? width)} ${n(bottom)}L${n(points[0]?.x ?? 0)} ${n(bottom)}Z`

/** Points across the whole picture and a little beyond, every `step` pixels. */
export function across(step: number, y: (x: number) => number): Point[] {
  const points: Point[] = []
  for (let x = -step; x <= width + step; x += step) points.push({ x, y: y(x) })
  return points
}

export const rect = (y: number, h: number, fill: string, more = ''): string =>
  `<rect x="0" y="${n(y)}" width="${width}" height="${n(h)}" fill="${fill}" ${more}/>`

export const circle = (at: Point, r: number, fill: string, more = ''): string =>
  `<circle cx="${n(at.x)}" cy="${n(at.y)}" r="${n(r)}" fill="${fill}" ${more}/>`

export const path = (d: string, fill: string, more = ''): string =>
  `<path d="${d}" fill="${fill}" ${more}/>`

/** A tapering brush mark: path data of a thin lens of the given length and thickness, lying flat. */
export const dash = (at: Point, length: number, thickness: number): string =>
  `M${n(at.x - length / 2)} ${n(at.y)}q${n(length / 2)} ${n(-thickness)} ${n(length)} 0` +
  `q${n(-length / 2)} ${n(thickness)} ${n(-length)} 0Z`
