import { QueryClient, QueryObserver } from '@tanstack/query-core'

/**
 * Lists on screen, and when they were asked for and shown, by the page's clock. What a fetch shows is the time at
 * which it started.
 *
 * @typedef {object} Screen
 * @property {import('./contender.mjs').Page} page
 * @property {Asked[]} asked
 * @property {Shown[]} shown
 * @property {() => void} leave
 */

/** @typedef {{ list: string, at: number }} Asked */
/** @typedef {{ list: string, at: number, askedAt: number }} Shown */

/**
 * @param {import('@everfresh/core').Clock} clock
 * @param {readonly string[]} lists
 * @param {number} fetchMs how long each fetch takes
 * @param {{ refetchInterval?: () => number, refetchIntervalInBackground?: boolean }} [polling] by TanStack's own timers
 * @returns {Screen}
 */
export function screen(clock, lists, fetchMs, polling = {}) {
  const queryClient = new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity, gcTime: Infinity } },
  })
  /** @type {Asked[]} */
  const asked = []
  /** @type {Shown[]} */
  const shown = []
  queryClient.getQueryCache().subscribe(event => {
    if (event.type !== 'updated' || event.action.type !== 'success') return
    const { queryKey, state } = event.query
    shown.push({ list: String(queryKey[1]), at: clock.now(), askedAt: state.data })
  })
  const leaves = lists.map(list => {
    const queryFn = () => {
      const at = clock.now()
      asked.push({ list, at })
      return new Promise(resolve => clock.after(fetchMs, () => resolve(at)))
    }
    const options = { queryKey: ['list', list], queryFn, ...polling }
    return new QueryObserver(queryClient, options).subscribe(() => {})
  })
  return {
    page: { clock, queryClient },
    asked,
    shown,
    leave: () => {
      for (const leave of leaves) leave()
      queryClient.clear()
    },
  }
}
