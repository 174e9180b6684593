import { createAuthStateManager, createRealtime } from '../../packages/core/dist/index.js'
import {
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  sessionOf,
} from '../../packages/core/dist/testing/index.js'

const HEARTBEAT_MS = 25_000

/**
 * Options of `createRealtime` that a measurement changes.
 *
 * @typedef {Partial<Pick<import('@everfresh/core').RealtimeOptions<never>, 'polling' | 'trace' | 'windows'>>} Changed
 */

/**
 * The real core as an app runs it, live, on a source that says what it is told to. What refetches by time alone
 * is far away, so that every refetch is an event's.
 *
 * @param {import('./contender.mjs').Page} page
 * @param {Changed} [changed]
 * @returns {import('./contender.mjs').Contender}
 */
export function everfresh({ clock, queryClient }, changed = {}) {
  const sessions = scriptedSessions()
  const source = scriptedSource()
  const auth = createAuthStateManager({ sessions, clock })
  const realtime = createRealtime({
    source,
    auth,
    toEvents: change => [{ type: 'LIST', list: change.kind === 'row' ? change.row['list'] : '' }],
    rules: { LIST: ({ list }) => [['list', list]] },
    families: [['list']],
    clock,
    environment: manualEnvironment(),
    polling: { safetyMs: 2 ** 30 },
    ...changed,
  })
  const detach = realtime.attach(queryClient.getQueryCache())
  sessions.say(sessionOf('ann'))
  realtime.follow('a')
  source.goLive()

  let stopBeating = () => {}
  const beat = () => {
    source.say({ type: 'alive' })
    stopBeating = clock.after(HEARTBEAT_MS, beat)
  }
  beat()

  const facts = /** @type {const} */ ({
    kind: 'row',
    schema: 'public',
    table: 'rows',
    operation: 'UPDATE',
    old: {},
  })
  return {
    hear: list => source.say({ type: 'change', change: { ...facts, row: { list } } }),
    stop: () => {
      stopBeating()
      detach()
      realtime.stop()
      auth.stop()
    },
  }
}
