import { createAuthStateManager, createRealtime } from '../../packages/core/dist/index.js'
import {
  manualEnvironment,
  scriptedSessions,
  sessionOf,
} from '../../packages/core/dist/testing/index.js'
import { KEYS, openPage } from './page.mjs'

/** As often as supabase-js asks an open socket for an answer. */
const HEARTBEAT_MS = 25_000
const change = /** @type {const} */ ({ kind: 'message', event: 'changed', payload: {} })

/**
 * @typedef {object} CoreWorld
 * @property {import('@everfresh/core').Clock} clock
 * @property {import('@everfresh/core').Random} random
 * @property {() => Promise<number>} ask
 * @property {Partial<import('@everfresh/core').WindowOptions> | undefined} [windows]
 * @property {Partial<import('@everfresh/core').PollOptions> | undefined} [polling]
 */

/**
 * A tab with the real core over the real query-core. Its source is proved `joinMs` after it was opened, for as long
 * as realtime is there, and says what it is told to: a twentieth of the work that supabase-js makes, for crowds.
 *
 * @param {CoreWorld} world
 */
export function coreTab({ clock, random, ask, windows = {}, polling = {} }) {
  const sessions = scriptedSessions()
  const auth = createAuthStateManager({ sessions, clock })
  const { queryClient, leave } = openPage(ask)
  const { source, hear, lose, stop } = scriptedLine(clock, random)
  const realtime = createRealtime({
    source,
    auth,
    toEvents: () => /** @type {const} */ ([{ type: 'CHANGED' }]),
    rules: { CHANGED: () => KEYS },
    families: [['list']],
    windows,
    polling,
    clock,
    random,
    environment: manualEnvironment(),
  })
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('a')
  sessions.say(sessionOf('ann'))
  return {
    isLive: () => realtime.state.current.status === 'live',
    hear,
    lose,
    stop: () => {
      stop()
      realtime.stop()
      auth.stop()
      leave()
    },
  }
}

/**
 * @param {import('@everfresh/core').Clock} clock
 * @param {import('@everfresh/core').Random} random
 */
function scriptedLine(clock, random) {
  /** @type {((signal: import('@everfresh/core').Signal) => void) | undefined} */
  let report
  let isThere = true
  let stopBeating = () => {}
  const beat = () => {
    report?.({ type: 'alive' })
    stopBeating = clock.after(HEARTBEAT_MS, beat)
  }
  const away = /** @type {const} */ ({
    type: 'lost',
    cause: { code: 'channel-error', message: 'Realtime is away.' },
  })
  /** @type {import('@everfresh/core').ChangeSource} */
  const source = {
    open: (_, told) => {
      report = told
      clock.after(200 * random(), () => {
        if (report !== told) return
        if (!isThere) return report(away)
        report({ type: 'joined' })
        report({ type: 'proved' })
        stopBeating()
        stopBeating = clock.after(HEARTBEAT_MS * random(), beat)
      })
      return {
        probe: () => void clock.after(50, () => report?.({ type: 'alive' })),
        renew: () => undefined,
        close: () => {
          report = undefined
          stopBeating()
        },
      }
    },
  }
  return {
    source,
    hear: () => report?.({ type: 'change', change }),
    /** Realtime goes away and stays away. */
    lose: () => {
      isThere = false
      stopBeating()
      report?.(away)
    },
    stop: () => stopBeating(),
  }
}
