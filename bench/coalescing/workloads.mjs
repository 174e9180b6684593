/**
 * When the events of one list come, in ms from the beginning.
 *
 * @typedef {readonly number[]} Workload
 */

const BURSTS = 20
const TRANSACTIONS = 50
const STREAMED = 2_000
const MIXED = 400

/**
 * @param {number} gapMs
 * @param {number} count
 * @param {number} from
 */
const every = (gapMs, count, from) => Array.from({ length: count }, (_, n) => from + n * gapMs)
/** @param {number} from */
const transaction = from => every(2, 5, from)
/** @param {number} from */
const flood = from => every(5, 200, from)
/** @param {number} from */
const quick = from => every(10, 20, from)
/** @param {number} from */
const steady = from => every(100, 50, from)

/**
 * Ten events a second, at random, for as long as it takes to see 2,000.
 *
 * @param {() => number} random
 * @returns {Workload}
 */
export function tenPerSecond(random) {
  let at = 0
  return every(0, STREAMED, 0).map(() => (at += Math.round(-100 * Math.log(1 - random()))))
}

/**
 * Twenty bursts of 200 events within a second, each after some seconds of rest.
 *
 * @param {() => number} random
 * @returns {Workload}
 */
export const bursts = random => rested(BURSTS, random).flatMap(flood)

/**
 * Fifty transactions that change five rows within 8 ms, each after some seconds of rest.
 *
 * @param {() => number} random
 * @returns {Workload}
 */
export const transactions = random => rested(TRANSACTIONS, random).flatMap(transaction)

/**
 * Half of what happens is a single event, half a burst of some kind; each after some seconds of rest.
 *
 * @param {() => number} random
 * @returns {Workload}
 */
export function mix(random) {
  const kinds = [transaction, quick, flood, steady]
  /** @type {number[]} */
  const events = []
  for (let n = 0; n < MIXED; n += 1) {
    const at = rest(events.at(-1) ?? 0, random)
    const kind = kinds[Math.floor(random() * 2 * kinds.length)]
    events.push(...(kind?.(at) ?? [at]))
  }
  return events
}

/**
 * @param {number} count
 * @param {() => number} random
 */
function rested(count, random) {
  let at = 0
  return every(0, count, 0).map(() => (at = rest(at + 1_000, random)))
}

/**
 * @param {number} after
 * @param {() => number} random
 */
function rest(after, random) {
  return after + 1_500 + Math.round(random() * 8_500)
}
