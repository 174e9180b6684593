/** Chance that can be had again: the same seed throws the same. */
export interface Dice {
  /** A whole number from 0 to `most` - 1. */
  below(most: number): number
  /** True with this probability. */
  chance(probability: number): boolean
  pick<T>(list: readonly T[]): T
  /** Up to `most` things, one made after another. */
  several<T>(most: number, make: () => T): T[]
}

/** Dice for one case of a run: cases are independent, so that each can be thrown again by itself. */
export function diceOf(seed: number, index: number): Dice {
  // Mulberry32, from a mix in which neighbouring seeds and cases have nothing in common.
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) ^ Math.imul(index + 1, 0xc2b2ae35)
  const next = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
  const below = (most: number): number => Math.floor(next() * most)
  return {
    below,
    chance: probability => next() < probability,
    pick: <T>(list: readonly T[]): T => {
      if (list.length === 0) throw new RangeError('There is nothing to pick from.')
      return list[below(list.length)] as T
    },
    several: (most, make) => Array.from({ length: below(most + 1) }, make),
  }
}
