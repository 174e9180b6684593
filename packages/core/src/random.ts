/** A number in [0, 1). A port, so that a seed can decide everything. */
export type Random = () => number

export const systemRandom: Random = () => Math.random()
