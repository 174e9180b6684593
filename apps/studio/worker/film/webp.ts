/** The size of a film, in pixels, and how long each frame is shown. */
export interface FilmFormat {
  readonly width: number
  readonly height: number
  readonly delayMs: number
}

/**
 * Puts still WebPs of one size, without alpha, into one animated WebP that begins again at its end.
 * Each frame stays what it was: an encoder that stores what changed between frames leaves blocks of the
 * last picture in a slow cross-fade. Throws when one is no such file.
 */
export function animate(frames: readonly Buffer[], { width, height, delayMs }: FilmFormat): Buffer {
  const head = Buffer.alloc(16)
  head.writeUIntLE(width - 1, 6, 3)
  head.writeUIntLE(height - 1, 9, 3)
  head.writeUIntLE(delayMs, 12, 3)
  head.writeUInt8(2, 15) // Replaces what was there, instead of being laid over it.

  const canvas = Buffer.alloc(10)
  canvas.writeUInt8(2, 0) // Animated.
  canvas.writeUIntLE(width - 1, 4, 3)
  canvas.writeUIntLE(height - 1, 7, 3)
  return fileOf([
    chunk('VP8X', canvas),
    chunk('ANIM', Buffer.alloc(6)), // No background, and as many rounds as one likes.
    ...frames.map(frame => chunk('ANMF', Buffer.concat([head, only(frame, 'VP8 ')]))),
  ])
}

/**
 * Joins films of {@link animate} of one size into one that plays them in turn. Throws when one is no
 * such file.
 */
export function joinFilms(parts: readonly Buffer[]): Buffer {
  const [first] = parts
  if (first === undefined) throw new Error('There is no part to join.')
  const frames = parts.flatMap(part => chunksOf(part).filter(({ name }) => name === 'ANMF'))
  return fileOf([only(first, 'VP8X'), only(first, 'ANIM'), ...frames.map(({ bytes }) => bytes)])
}

/** The first frame of a film of {@link animate}, as a still WebP. */
export function firstFrame(film: Buffer): Buffer {
  return fileOf([only(film, 'ANMF').subarray(8 + 16)])
}

interface Chunk {
  readonly name: string
  /** With its head of name and size, and the byte that makes its length even. */
  readonly bytes: Buffer
}

function chunk(name: string, body: Buffer): Buffer {
  const head = Buffer.alloc(8)
  head.write(name, 'latin1')
  head.writeUInt32LE(body.length, 4)
  return Buffer.concat([head, body, Buffer.alloc(body.length % 2)])
}

const fileOf = (chunks: readonly Buffer[]): Buffer =>
  chunk('RIFF', Buffer.concat([Buffer.from('WEBP'), ...chunks]))

function only(file: Buffer, wanted: string): Buffer {
  const found = chunksOf(file).find(({ name }) => name === wanted)
  if (found !== undefined) return found.bytes
  throw new Error(`A part of the film is no WebP as it should be: it has no ${wanted.trim()}.`)
}

/** RIFF: after 12 bytes of header, chunks of a four-letter name, a size and so many bytes. */
function chunksOf(file: Buffer): Chunk[] {
  const chunks: Chunk[] = []
  for (let at = 12; at + 8 <= file.length;) {
    const size = file.readUInt32LE(at + 4)
    const end = at + 8 + size + (size % 2)
    chunks.push({ name: file.toString('latin1', at, at + 4), bytes: file.subarray(at, end) })
    at = end
  }
  return chunks
}
