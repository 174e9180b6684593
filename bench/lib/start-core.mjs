import { createAuthStateManager } from '../../packages/core/dist/index.js'
import { scriptedSessions, sessionOf } from '../../packages/core/dist/testing/index.js'

const HEARTBEAT_MS = 25_000

/**
 * The core that `create` makes, at work on a page: somebody is signed in, and follows a scope.
 *
 * @template {Pick<import('@everfresh/core').Realtime<never>, 'attach' | 'follow' | 'stop'>} Core
 * @param {import('./contender.mjs').Page} page
 * @param {(auth: import('@everfresh/core').AuthStateManager) => Core} create
 */
export function startCore({ clock, queryClient }, create) {
  const sessions = scriptedSessions()
  const auth = createAuthStateManager({ sessions, clock })
  const realtime = create(auth)
  const detach = realtime.attach(queryClient.getQueryCache())
  sessions.say(sessionOf('ann'))
  realtime.follow('a')
  return {
    realtime,
    stop: () => {
      detach()
      realtime.stop()
      auth.stop()
    },
  }
}

/**
 * Answers a heartbeat now and then, as an open socket does. Returns how to stop.
 *
 * @param {import('@everfresh/core').Clock} clock
 * @param {import('../../packages/core/dist/testing/index.js').ScriptedSource} source
 */
export function answerHeartbeats(clock, source) {
  let stop = () => {}
  const beat = () => {
    source.say({ type: 'alive' })
    stop = clock.after(HEARTBEAT_MS, beat)
  }
  beat()
  return () => stop()
}
