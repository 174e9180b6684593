import { createRealtime } from '../../packages/core/dist/index.js'
import { manualEnvironment, scriptedSource } from '../../packages/core/dist/testing/index.js'
import { answerHeartbeats, startCore } from '../lib/start-core.mjs'

/**
 * The real core on a page, over a server that is there or is not: a connection is proved after 100 ms, and
 * answers its heartbeats.
 *
 * @param {import('../lib/contender.mjs').Page} page
 * @param {{ random: () => number, serves: boolean }} options
 */
export function everfreshOn(page, { random, serves }) {
  const { clock } = page
  const environment = manualEnvironment()
  const scripted = scriptedSource()
  let joins = 0
  const { realtime, stop } = startCore(page, auth =>
    createRealtime({
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
    }),
  )
  const stopBeating = serves ? answerHeartbeats(clock, scripted) : () => {}
  return {
    environment,
    joins: () => joins,
    status: () => realtime.state.current.status,
    close: () => {
      stopBeating()
      stop()
    },
  }
}
