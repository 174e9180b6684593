import { followingPage } from './following-page.mjs'

/** As often as supabase-js asks an open socket for an answer. */
const HEARTBEAT_MS = 25_000
const change = /** @type {const} */ ({ kind: 'message', event: 'changed', payload: {} })

/**
 * A tab with the real core over the real query-core. Its source is proved up to 200 ms after it was opened, for as long
 * as realtime is there, and says what it is told to: a twentieth of the work that supabase-js makes, for crowds.
 *
 * @param {import('./following-page.mjs').World} world
 */
export function coreTab(world) {
  const { source, hear, lose } = scriptedLine(world.clock, world.random)
  return { ...followingPage(source, world), hear, lose }
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
  }
}
