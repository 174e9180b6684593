import { QueryClient, QueryObserver } from '@tanstack/query-core'

/** The backend answers after so long. */
const ANSWER_MS = 50

/** @typedef {ReturnType<typeof simulatedDatabase>} Database */
/** @typedef {{ list: number, version: number, at: number }} Commit */

/**
 * Lists whose versions count up.
 *
 * @param {import('@everfresh/core').Clock} clock
 * @param {number} lists
 */
export function simulatedDatabase(clock, lists) {
  const versions = Array.from({ length: lists }, () => 0)
  /** @type {Commit[]} */
  const commits = []
  return {
    lists,
    versionOf: (/** @type {number} */ list) => versions[list] ?? 0,
    commit: (/** @type {number} */ list) => {
      const version = (versions[list] ?? 0) + 1
      versions[list] = version
      commits.push({ list, version, at: clock.now() })
    },
    commits: () => commits,
  }
}

/**
 * A page that shows every list of the database, and notes each request and when each version was shown.
 *
 * @param {import('@everfresh/core').Clock} clock
 * @param {Database} database
 * @param {{ refetchInterval?: () => number }} [options]
 */
export function openScreen(clock, database, options = {}) {
  /** @type {number[]} */
  const requests = []
  /** When each list first showed a version or a newer one. @type {number[][]} */
  const shown = Array.from({ length: database.lists }, () => [])
  const queryClient = new QueryClient()
  const undos = Array.from({ length: database.lists }, (_, list) => {
    const queryFn = async () => {
      requests.push(clock.now())
      const version = database.versionOf(list)
      await new Promise(resolve => clock.after(ANSWER_MS, () => resolve(undefined)))
      const times = shown[list] ?? []
      while (times.length <= version) times.push(clock.now())
      return version
    }
    const polls = { refetchIntervalInBackground: true, ...options }
    return new QueryObserver(queryClient, {
      queryKey: ['list', list],
      queryFn,
      ...polls,
    }).subscribe(() => undefined)
  })
  return {
    queryClient,
    requestsSince: (/** @type {number} */ at) => requests.filter(time => time >= at).length,
    /** How long each commit of that time was not shown, in ms. */
    waits: (/** @type {number} */ from, /** @type {number} */ to) =>
      database
        .commits()
        .filter(({ at }) => at >= from && at < to)
        .map(({ list, version, at }) => (shown[list]?.[version] ?? Number.NaN) - at),
    close: () => {
      for (const undo of undos) undo()
      queryClient.clear()
    },
  }
}
