import { createAuthStateManager, createRealtime } from '../../packages/core/dist/index.js'
import {
  manualEnvironment,
  scriptedSessions,
  sessionOf,
} from '../../packages/core/dist/testing/index.js'
import { KEYS, openPage } from './page.mjs'

/**
 * @typedef {object} World
 * @property {import('@everfresh/core').Clock} clock
 * @property {import('@everfresh/core').Random} random
 * @property {() => Promise<number>} ask
 * @property {Partial<import('@everfresh/core').WindowOptions> | undefined} [windows]
 * @property {Partial<import('@everfresh/core').PollOptions> | undefined} [polling]
 */

/**
 * A tab with the real core over the real query-core, which follows what `source` tells.
 *
 * @param {import('@everfresh/core').ChangeSource} source
 * @param {World} world
 * @param {import('@everfresh/core').Environment} [environment]
 */
export function followingPage(source, world, environment = manualEnvironment()) {
  const { clock, random, ask, windows = {}, polling = {} } = world
  const sessions = scriptedSessions()
  const auth = createAuthStateManager({ sessions, clock })
  const { queryClient, leave } = openPage(ask)
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
    environment,
  })
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('a')
  sessions.say(sessionOf('ann'))
  return {
    isLive: () => realtime.state.current.status === 'live',
    stop: () => {
      realtime.stop()
      auth.stop()
      leave()
    },
  }
}
