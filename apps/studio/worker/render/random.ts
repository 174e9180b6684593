/** A repeatable stream of chance: the same text gives the same numbers on every machine. */
export interface Random {
  /** From 0 up to, not including, 1. */
  next(): number
  /** From `low` up to, not including, `high`. */
  between(low: number, high: number): number
  /** A whole number from `low` to `high`, both possible. */
  whole(low: number, high: number): number
  /** True with the given probability, 0 to 1. */
  chance(probability: number): boolean
  /** One of the items. Throws a RangeError when there are none. */
  pick<T>(items: readonly T[]): T
}

/** FNV-1a over UTF-16 code units: 32 bits, unsigned. */
export function hash(text: string): number {
  let value = 0x811c9dc5
  for (let i = 0; i < text.length; i++) {
    value = Math.imul(value ^ text.charCodeAt(i), 0x01000193)
  }
  return value >>> 0
}

/** Starts a stream (splitmix32) from any text. */
export function createRandom(text: string): Random {
  let state = hash(text)
  const next = (): number => {
    state = (state + 0x9e3779b9) | 0
    let mixed = state ^ (state >>> 16)
    mixed = Math.imul(mixed, 0x21f0aaad)
    mixed ^= mixed >>> 15
    mixed = Math.imul(mixed, 0x735a2d97)
    return ((mixed ^ (mixed >>> 15)) >>> 0) / 2 ** 32
  }
  const between = (low: number, high: number): number => low + (high - low) * next()
  return {
    next,
    between,
    whole: (low, high) => Math.floor(between(low, high + 1)),
    chance: probability => next() < probability,
    pick: items => {
      const item = items[Math.floor(next() * items.length)]
      if (item === undefined) throw new RangeError('Nothing to pick from.')
      return item
    },
  }
}

/** A smooth curve over the real line with values from -1 to 1. */
export type Noise = (x: number) => number

const smooth = (t: number): number => t * t * (3 - 2 * t)

/** Value noise in several octaves, each twice as fine and half as strong. */
export function createNoise(random: Random, octaves = 4): Noise {
  const lattice = Array.from({ length: 256 }, () => random.between(-1, 1))
  const at = (i: number): number => lattice[((i % 256) + 256) % 256] ?? 0
  const single = (x: number): number => {
    const cell = Math.floor(x)
    const t = smooth(x - cell)
    return at(cell) * (1 - t) + at(cell + 1) * t
  }
  return x => {
    let sum = 0
    let weight = 0
    for (let octave = 0; octave < octaves; octave++) {
      const strength = 0.5 ** octave
      sum += strength * single(x * 2 ** octave + octave * 17.3)
      weight += strength
    }
    return sum / weight
  }
}
