import sharp from 'sharp'
import type { Cut } from './cut.ts'
import { animate } from './webp.ts'

/** The size of every film, in pixels: that of the Studio's pictures, smaller. */
export const film = { width: 432, height: 324 } as const

export interface SegmentOrder {
  /** The picture, in any format that the Studio takes. */
  readonly picture: Buffer
  /** What it gives way to; undefined when the film has one picture. */
  readonly next: Buffer | undefined
  /** Its place in the film, from 0: neighbours move in different ways. */
  readonly index: number
  readonly cut: Cut
  /** The segment is made coarser until it has no more than this. */
  readonly maxBytes: number
}

/**
 * A picture that the view glides over, and its cross-fade into the next, as an animated WebP. The next
 * segment goes on where this one ends. Rejects when a picture cannot be read.
 */
export async function renderSegment(order: SegmentOrder): Promise<Buffer> {
  const { hold, fade, delayMs } = order.cut
  const [picture, next] = await Promise.all([
    open(order.picture),
    order.next === undefined ? undefined : open(order.next),
  ])
  const seen = hold + 2 * fade
  const frames: Buffer[] = []
  for (let t = 0; t < hold + fade; t++) {
    // Alone, it glides there and back, so that the loop has no seam.
    const way =
      next === undefined ? 0.5 - 0.5 * Math.cos((2 * Math.PI * t) / hold) : (fade + t) / seen
    const frame = await look(picture, pathOf(order.index), way)
    if (next !== undefined && t >= hold) {
      const other = await look(next, pathOf(order.index + 1), (t - hold) / seen)
      blend(frame, other, (t - hold + 1) / (fade + 1))
    }
    frames.push(frame)
  }
  return encode(frames, delayMs, order.maxBytes)
}

const channels = 3
// How much more than the frame the picture shows: what there is to glide over.
const margin = 1.16

interface Opened {
  readonly data: Buffer
  readonly width: number
  readonly height: number
}

// A small file can hold an enormous picture.
const limitInputPixels = 50_000_000

// What uploads may be, by their bytes and not by what they are called: an SVG could take for ever to draw.
const formats: ReadonlySet<string> = new Set(['avif', 'heif', 'gif', 'jpeg', 'png', 'webp'])

async function open(picture: Buffer): Promise<Opened> {
  const { format } = await sharp(picture, { limitInputPixels }).metadata()
  if (!formats.has(format))
    throw new Error(
      `A picture of this film is ${format}, which the Studio does not take. Take it out of the shot.`,
    )
  const { data, info } = await sharp(picture, { limitInputPixels, autoOrient: true })
    .resize(Math.round(film.width * margin), Math.round(film.height * margin), { fit: 'cover' })
    .flatten({ background: '#ffffff' })
    .toColourspace('srgb')
    .raw()
    .toBuffer({ resolveWithObject: true })
  return { data, width: info.width, height: info.height }
}

/**
 * Where the view is at the beginning and the end, as parts of the margin; and how near it is: 0 shows
 * the whole picture, 1 is as near as the margin allows.
 */
interface Path {
  readonly from: readonly [x: number, y: number]
  readonly to: readonly [x: number, y: number]
  readonly nearer: readonly [begin: number, end: number]
}

const paths: readonly [Path, ...Path[]] = [
  { from: [0, 0.5], to: [1, 0.5], nearer: [1, 1] },
  { from: [0.5, 0.5], to: [0.5, 0.5], nearer: [0, 1] },
  { from: [1, 0.9], to: [0, 0.1], nearer: [1, 1] },
  { from: [0.5, 0.3], to: [0.5, 0.7], nearer: [1, 0] },
]

const pathOf = (index: number): Path => paths[index % paths.length] ?? paths[0]

const between = ([a, b]: readonly [number, number], way: number): number => a + (b - a) * way

/** One frame of a picture, when the view has gone `way` (0 to 1) of its path. */
function look({ data, width, height }: Opened, path: Path, way: number): Promise<Buffer> {
  const part = 1 - between(path.nearer, way) * (1 - 1 / margin)
  const [w, h] = [Math.round(width * part), Math.round(height * part)]
  const left = Math.round((width - w) * between([path.from[0], path.to[0]], way))
  const top = Math.round((height - h) * between([path.from[1], path.to[1]], way))
  return sharp(data, { raw: { width, height, channels } })
    .extract({ left, top, width: w, height: h })
    .resize(film.width, film.height, { kernel: 'linear' })
    .raw()
    .toBuffer()
}

/** Mixes `other` into `frame`: 0 leaves it as it is, 1 replaces it. */
function blend(frame: Buffer, other: Buffer, part: number): void {
  for (let i = 0; i < frame.length; i++) {
    const here = frame[i] ?? 0
    frame[i] = here + ((other[i] ?? 0) - here) * part
  }
}

const qualities = [56, 36, 20, 8]

async function encode(
  frames: readonly Buffer[],
  delayMs: number,
  maxBytes: number,
): Promise<Buffer> {
  const raw = { ...film, channels } as const
  let coded: Buffer = Buffer.alloc(0)
  for (const quality of qualities) {
    const stills = await Promise.all(
      frames.map(frame => sharp(frame, { raw }).webp({ quality, effort: 1 }).toBuffer()),
    )
    coded = animate(stills, { ...film, delayMs })
    if (coded.length <= maxBytes) break
  }
  return coded
}
