import { createRealtime } from '../../packages/core/dist/index.js'
import { manualEnvironment } from '../../packages/core/dist/testing/index.js'
import { startCore } from '../lib/start-core.mjs'
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
  const { queryClient, leave } = openPage(ask)
  const { realtime, stop } = startCore({ clock, queryClient }, auth =>
    createRealtime({
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
    }),
  )
  return {
    isLive: () => realtime.state.current.status === 'live',
    stop: () => {
      stop()
      leave()
    },
  }
}
