import { createAuthStateManager, createRealtime } from '../../packages/core/dist/index.js'
import {
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  sessionOf,
} from '../../packages/core/dist/testing/index.js'

const HEARTBEAT_MS = 25_000

/**
 * The real core on a manual clock, over a server that is there or is not: a connection is proved after 100 ms, and
 * answers its heartbeats.
 *
 * @param {import('../../packages/core/dist/testing/index.js').ManualClock} clock
 * @param {{ queryClient: import('@tanstack/query-core').QueryClient, random: () => number, serves: boolean }} options
 */
export function everfreshOn(clock, { queryClient, random, serves }) {
  const environment = manualEnvironment()
  const sessions = scriptedSessions()
  const scripted = scriptedSource()
  let joins = 0
  const auth = createAuthStateManager({ sessions, clock })
  const realtime = createRealtime({
    source: {
      open: (...call) => {
        joins += 1
        const open = scripted.open(...call)
        clock.after(100, () => {
          if (serves) scripted.goLive()
          else
            scripted.say({ type: 'lost', cause: { code: 'timed-out', message: 'Nobody there.' } })
        })
        return open
      },
    },
    auth,
    toEvents: () => [],
    rules: {},
    families: [['list']],
    clock,
    random,
    environment,
  })
  realtime.attach(queryClient.getQueryCache())
  sessions.say(sessionOf('ann'))
  realtime.follow('a')
  const beat = () => {
    scripted.say({ type: 'alive' })
    clock.after(HEARTBEAT_MS, beat)
  }
  if (serves) beat()
  return {
    environment,
    joins: () => joins,
    status: () => realtime.state.current.status,
    close: () => {
      realtime.stop()
      auth.stop()
    },
  }
}
