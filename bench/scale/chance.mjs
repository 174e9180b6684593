/**
 * Reads a quantile out of a published few, between which its logarithm is even.
 *
 * @param {readonly (readonly [share: number, ms: number])[]} known From the share 0 to the share 1.
 * @param {number} share
 */
export function quantile(known, share) {
  const above = known.findIndex(([at]) => at >= share)
  const [high, highMs] = known[above] ?? [1, Number.NaN]
  const [low, lowMs] = known[above - 1] ?? [high, highMs]
  if (high === low) return highMs
  return lowMs * (highMs / lowMs) ** ((share - low) / (high - low))
}

/**
 * How long Realtime takes to tell a client: 6, 28 and 213 ms at the 50th, 95th and 99th percentile, as Supabase
 * published it for 32,000 users; the ends are ours.
 */
const FAN_OUT = /** @type {const} */ ([
  [0, 2],
  [0.5, 6],
  [0.95, 28],
  [0.99, 213],
  [1, 300],
])
/** Half of the clients are within 40 ms of the server and back, one in twenty beyond 120; our assumption. */
const ROUND_TRIP = /** @type {const} */ ([
  [0, 10],
  [0.5, 40],
  [0.95, 120],
  [1, 400],
])

/** @param {import('@everfresh/core').Random} random */
export const fanOutMs = random => quantile(FAN_OUT, random())

/** @param {import('@everfresh/core').Random} random */
export const roundTripMs = random => quantile(ROUND_TRIP, random())
