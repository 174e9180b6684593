import { QueryClient } from '@tanstack/query-core'
import { manualClock } from '../../packages/core/dist/testing/index.js'
import { everfresh } from '../lib/everfresh.mjs'
import { perEvent } from '../lib/per-event.mjs'
import { median } from '../lib/statistics.mjs'

const QUERIES = 1_000
const DIRTY = Array.from({ length: 10 }, (_, n) => String(n * 97))
const FLUSHES = 30
const WARM_UPS = 3
/** After so long a quiet time a flush follows its events after the gather time. */
const QUIET_MS = 2_000
const GATHER_MS = 20

/**
 * What it takes to mark the queries under ten dirty keys stale, in a cache of 1,000 of which none is on screen, so
 * that nothing is fetched; in us, by turns. The baseline is ten `invalidateQueries`.
 *
 * @param {number} rounds
 */
export async function measureFlush(rounds) {
  const ours = await cacheOf(everfresh)
  const plain = await cacheOf(perEvent)
  const measured = []
  for (let turn = 0; turn < WARM_UPS + rounds; turn += 1) {
    /** @type {number[]} */
    const flush = []
    /** @type {number[]} */
    const invalidate = []
    for (let n = 0; n < FLUSHES; n += 1) {
      for (const list of DIRTY) ours.hear(list)
      flush.push(timed(() => ours.clock.advance(GATHER_MS)))
      invalidate.push(
        timed(() => {
          for (const list of DIRTY) plain.hear(list)
        }),
      )
      for (const { rest } of [ours, plain]) await rest()
    }
    if (turn >= WARM_UPS) measured.push({ ours: median(flush), baseline: median(invalidate) })
  }
  for (const { stop } of [ours, plain]) stop()
  return measured
}

/** @param {() => void} work */
function timed(work) {
  const before = process.hrtime.bigint()
  work()
  return Number(process.hrtime.bigint() - before) / 1_000
}

/** @param {import('../lib/contender.mjs').Start} start */
async function cacheOf(start) {
  const clock = manualClock()
  const queryClient = new QueryClient()
  const contender = start({ clock, queryClient })
  for (let n = 0; n < QUERIES; n += 1)
    await queryClient.prefetchQuery({
      queryKey: ['list', String(n), { page: 1 }],
      queryFn: () => n,
    })
  const cache = queryClient.getQueryCache()
  return {
    ...contender,
    clock,
    /** Makes sure that what was dirty is marked, and fetches it. */
    rest: async () => {
      const marked = cache.getAll().filter(({ state }) => state.isInvalidated)
      if (marked.length !== DIRTY.length) throw new Error(`${marked.length} queries were marked.`)
      await Promise.all(marked.map(query => query.fetch()))
      await clock.pass(QUIET_MS)
    },
  }
}
