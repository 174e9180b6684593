/** How wide a bin is, in ms. A peak is the fullest bin, told as a rate. */
export const BIN_MS = 100

/**
 * What happened when: counts in bins of {@link BIN_MS}, from the beginning on.
 *
 * @typedef {readonly number[]} Bins
 */

/**
 * A tally on `clock` whose time 0 is the moment of `begin`; what comes before that is not counted.
 *
 * @param {import('@everfresh/core').Clock} clock
 */
export function tally(clock) {
  /** @type {number[]} */
  let bins = []
  let since = Infinity
  return {
    count: () => {
      const bin = Math.floor((clock.now() - since) / BIN_MS)
      if (bin >= 0) bins[bin] = (bins[bin] ?? 0) + 1
    },
    begin: () => {
      bins = []
      since = clock.now()
    },
    /** @param {number} ms How long it was counted. @returns {Bins} */
    until: ms => Array.from({ length: Math.ceil(ms / BIN_MS) }, (_, bin) => bins[bin] ?? 0),
  }
}

/**
 * @param {readonly Bins[]} all
 * @returns {Bins} Bin by bin, their sum: clients that were simulated apart happen together.
 */
export function together(all) {
  const length = Math.max(0, ...all.map(bins => bins.length))
  return Array.from({ length }, (_, bin) => all.reduce((sum, bins) => sum + (bins[bin] ?? 0), 0))
}

/** @param {Bins} bins */
export const totalOf = bins => bins.reduce((sum, count) => sum + count, 0)

/** @param {Bins} bins @returns {number} a second, in the fullest `BIN_MS`. */
export const peakRate = bins => (Math.max(0, ...bins) * 1000) / BIN_MS

/** @param {Bins} bins @returns {number} in the second that is fullest, wherever it begins. */
export function peakSecond(bins) {
  const wide = 1000 / BIN_MS
  return Math.max(0, ...bins.map((_, from) => totalOf(bins.slice(from, from + wide))))
}

/** @param {Bins} bins @returns {number} a second, over all of the time. */
export const averageRate = bins => (totalOf(bins) * 1000) / (BIN_MS * Math.max(1, bins.length))
