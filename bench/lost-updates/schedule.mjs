import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { manualClock } from '../../packages/core/dist/testing/index.js'

/**
 * What happens on a page, and when, in ms.
 *
 * @typedef {object} Schedule
 * @property {readonly Visit[]} visits
 * @property {readonly Commit[]} commits
 */

/**
 * A query is fetched for the first time `from` a time on, shown by a component or (`isPrefetch`) by none, and
 * left again; Infinity: never left.
 *
 * @typedef {object} Visit
 * @property {string} list
 * @property {number} page
 * @property {number} from
 * @property {number} until
 * @property {boolean} isPrefetch
 * @property {number} fetchMs
 */

/** @typedef {{ list: string, at: number }} Commit */

const LISTS = ['a', 'b', 'c']
const LENGTH_MS = 4_000
/** Whatever is going to be fetched has been fetched by then; what refetches by time alone has not. */
const REST_MS = 15_000

/**
 * Up to six queries of three lists come and go, while up to twelve commits happen.
 *
 * @param {() => number} random
 * @returns {Schedule}
 */
export function randomSchedule(random) {
  const some = (/** @type {number} */ most) =>
    Array.from({ length: 1 + Math.floor(random() * most) })
  const list = () => LISTS[Math.floor(random() * LISTS.length)] ?? 'a'
  return {
    visits: some(6).map((_, page) => {
      const from = Math.floor(random() * LENGTH_MS)
      const until = random() < 0.3 ? from + Math.floor(random() * LENGTH_MS) : Infinity
      const fetchMs = random() < 0.5 ? 20 + random() * 200 : 300 + random() * 1_500
      return { list: list(), page, from, until, isPrefetch: random() < 0.2, fetchMs }
    }),
    commits: some(12).map(() => ({ list: list(), at: Math.floor(random() * LENGTH_MS) })),
  }
}

/**
 * One commit, and one query whose first fetch is in flight then.
 *
 * @param {() => number} random
 * @returns {Schedule}
 */
export function initialFetchRace(random) {
  const fetchMs = 20 + random() * 1_500
  const visit = { list: 'a', page: 0, from: 0, until: Infinity, isPrefetch: false, fetchMs }
  return { visits: [visit], commits: [{ list: 'a', at: random() * fetchMs }] }
}

/**
 * Plays the schedule; a fetch shows what was committed when it started. Returns how many queries are stale in the
 * end and nothing will ever mend it: those on screen that show less than was committed, and those off screen that
 * do so without being marked stale.
 *
 * @param {import('../lib/contender.mjs').Start} start
 * @param {Schedule} schedule
 */
export async function playSchedule(start, { visits, commits }) {
  const clock = manualClock()
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity, gcTime: Infinity } },
  })
  const contender = start({ clock, queryClient })
  const versions = new Map(LISTS.map(list => [list, 0]))
  /** @type {(() => void)[]} */
  const leaves = []
  for (const visit of visits) {
    const { from, isPrefetch, until } = visit
    const options = optionsOf(visit, clock, versions)
    clock.after(from, () => {
      if (isPrefetch) return void queryClient.prefetchQuery(options)
      const leave = new QueryObserver(queryClient, options).subscribe(() => {})
      if (until === Infinity) leaves.push(leave)
      else clock.after(until - from, leave)
    })
  }
  for (const { list, at } of commits)
    clock.after(at, () => {
      versions.set(list, (versions.get(list) ?? 0) + 1)
      contender.hear(list)
    })
  await clock.pass(LENGTH_MS + REST_MS)
  const queries = queryClient.getQueryCache().getAll()
  const stale = queries.filter(query => {
    const isOld = query.state.data !== versions.get(String(query.queryKey[1]))
    return isOld && (query.isActive() || !query.state.isInvalidated)
  })
  contender.stop()
  for (const leave of leaves) leave()
  queryClient.clear()
  return stale.length
}

/**
 * @param {Visit} visit
 * @param {import('@everfresh/core').Clock} clock
 * @param {ReadonlyMap<string, number>} versions
 */
function optionsOf({ list, page, fetchMs }, clock, versions) {
  return {
    queryKey: ['list', list, { page }],
    queryFn: () => {
      const seen = versions.get(list)
      return new Promise(resolve => clock.after(fetchMs, () => resolve(seen)))
    },
  }
}
