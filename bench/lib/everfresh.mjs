import { createRealtime } from '../../packages/core/dist/index.js'
import { manualEnvironment, scriptedSource } from '../../packages/core/dist/testing/index.js'
import { answerHeartbeats, startCore } from './start-core.mjs'

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
export function everfresh(page, changed = {}) {
  const { clock } = page
  const source = scriptedSource()
  const { stop } = startCore(page, auth =>
    createRealtime({
      source,
      auth,
      toEvents: change => [{ type: 'LIST', list: change.kind === 'row' ? change.row['list'] : '' }],
      rules: { LIST: ({ list }) => [['list', list]] },
      families: [['list']],
      clock,
      environment: manualEnvironment(),
      polling: { safetyMs: 2 ** 30 },
      ...changed,
    }),
  )
  source.goLive()
  const stopBeating = answerHeartbeats(clock, source)

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
      stop()
    },
  }
}
