import { changeLog, createRealtime } from '../../packages/core/dist/index.js'
import { manualEnvironment, scriptedSource } from '../../packages/core/dist/testing/index.js'
import { answerHeartbeats, startCore } from '../lib/start-core.mjs'

/** A request to the backend takes so long, and half of it on its way there. */
export const ANSWER_MS = 50

/** @typedef {import('../lib/waits.mjs').Commit} Commit */
/** @typedef {import('@everfresh/core').RowsChange & { id: string }} Told */

/**
 * What was committed, and a log of it that is asked like the real one.
 *
 * @param {import('@everfresh/core').Clock} clock
 */
export function simulatedDatabase(clock) {
  /** @type {Commit[]} */
  const commits = []
  /** @type {(nth: number) => Told} */
  const changeOf = nth => {
    const { list } = commits[nth] ?? { list: '' }
    const rows = { schema: 'public', table: 'rows', operation: 'UPDATE', ids: [list] }
    return /** @type {Told} */ ({ ...rows, kind: 'rows', id: `${nth}`, route: undefined })
  }
  return {
    commits,
    /** Commits, and says what is pushed then. @param {string} list */
    commit: list => changeOf(commits.push({ list, at: clock.now() }) - 1),
    /** @param {string | undefined} cursor @returns {Promise<import('@everfresh/core').LogAnswer<Told>>} */
    since: cursor =>
      new Promise(resolve => {
        clock.after(ANSWER_MS / 2, () => {
          const end = commits.length
          const from = cursor === undefined ? end : Number(cursor)
          const changes = Array.from({ length: end - from }, (_, n) => {
            const change = changeOf(from + n)
            return { change, commits: [change.id] }
          })
          const answer = { cursor: `${end}`, complete: cursor !== undefined, changes }
          clock.after(ANSWER_MS / 2, () => resolve({ type: 'told', ...answer }))
        })
      }),
  }
}

/**
 * The real core on a page, live or without websockets, with the log of `database` or without one.
 *
 * @param {import('../lib/contender.mjs').Page} page
 * @param {{ database: ReturnType<typeof simulatedDatabase>, hasLog: boolean, isLive: boolean, random: () => number }} options
 */
export function coreOn(page, { database, hasLog, isLive, random }) {
  const { clock } = page
  const scripted = scriptedSource()
  let asked = 0
  const log = changeLog({
    tables: ['rows'],
    since: (_, cursor) => {
      asked += 1
      return database.since(cursor)
    },
  })
  const { realtime, stop } = startCore(page, auth =>
    createRealtime({
      source: { open: scripted.open, ...(hasLog ? { changeLog: log } : {}) },
      auth,
      toEvents: change =>
        listsOf(change).map(list => ({ type: /** @type {const} */ ('LIST'), list })),
      rules: { LIST: ({ list }) => [['list', list]] },
      families: [['list']],
      clock,
      random,
      environment: manualEnvironment(),
    }),
  )
  if (isLive) scripted.goLive()
  else scripted.say({ type: 'lost', cause: { code: 'timed-out', message: 'No websockets here.' } })
  const stopBeating = isLive ? answerHeartbeats(clock, scripted) : () => {}
  return {
    hear: (/** @type {Told} */ change) => scripted.say({ type: 'change', change }),
    status: () => realtime.state.current.status,
    asked: () => asked,
    stop: () => {
      stopBeating()
      stop()
    },
  }
}

/** @param {import('@everfresh/core').Change} change */
function listsOf(change) {
  return change.kind === 'rows' ? (change.ids ?? []) : []
}
