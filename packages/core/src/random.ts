/** A number in [0, 1). A port, so that a seed can decide everything. */
export type Random = () => number

/** `Math.random`. */
export const systemRandom: Random = () => Math.random()
