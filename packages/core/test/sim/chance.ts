/** Draws from one stream of chance. Streams of one seed do not disturb each other. */
export interface Chance {
  /** A number in [0, 1). */
  readonly draw: () => number
  /** A whole number from `low` to `high`, both included. */
  readonly between: (low: number, high: number) => number
  /** True in `share` of the cases. */
  readonly in: (share: number) => boolean
  readonly pick: <Item>(items: readonly [Item, ...Item[]]) => Item
}

export function chanceOf(seed: number, stream: string): Chance {
  let state = seed | 0
  for (let i = 0; i < stream.length; i += 1)
    state = Math.imul(state ^ stream.charCodeAt(i), 0x01000193)
  // mulberry32
  const draw = (): number => {
    state = (state + 0x6d2b79f5) | 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  draw()
  return {
    draw,
    between: (low, high) => low + Math.floor(draw() * (high - low + 1)),
    in: share => draw() < share,
    pick: items => items[Math.floor(draw() * items.length)] ?? items[0],
  }
}
