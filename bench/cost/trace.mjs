import { createTrace, noTrace } from '../../packages/core/dist/index.js'
import { manualClock } from '../../packages/core/dist/testing/index.js'
import { everfresh } from '../lib/everfresh.mjs'
import { screen } from '../lib/screen.mjs'

const EVENTS = 5_000
const LISTS = Array.from({ length: 50 }, (_, n) => String(n))
const FETCH_MS = 50
const CALLS = 1_000_000
/** What one event asks of the trace when nothing is fetched: two entries, one of them within the other. */
const CALLS_PER_EVENT = 4

/**
 * What diagnostics add to the cost of an event on a live page of 50 active queries, in percent of that cost without
 * any, by turns: switched off, and (the baseline) on.
 *
 * @param {number} rounds
 */
export async function measureTrace(rounds) {
  const measured = []
  await play(() => noTrace)
  await play(createTrace)
  for (let turn = 0; turn < rounds; turn += 1) {
    const off = await play(() => noTrace)
    const on = await play(createTrace)
    const calls = nullCall() * CALLS_PER_EVENT
    const absent = off - calls
    measured.push({ ours: (100 * calls) / absent, baseline: (100 * (on - absent)) / absent })
  }
  return measured
}

/**
 * ns that an event takes, its share of the flushes and fetches among it.
 *
 * @param {(clock: import('@everfresh/core').Clock) => import('@everfresh/core').Trace} traceOn
 */
async function play(traceOn) {
  const clock = manualClock()
  const { page, asked, leave } = screen(clock, LISTS, FETCH_MS)
  const contender = everfresh(page, { trace: traceOn(clock) })
  await clock.pass(5_000)
  asked.length = 0
  globalThis.gc?.()
  const before = process.hrtime.bigint()
  for (let event = 0; event < EVENTS; event += 1) {
    contender.hear(String(event % LISTS.length))
    // Every hundredth event a flush and its fetches.
    if (event % 100 === 0) clock.advance(600)
  }
  const ns = Number(process.hrtime.bigint() - before) / EVENTS
  contender.stop()
  leave()
  if (asked.length >= LISTS.length) return ns
  throw new Error(`${EVENTS} events made ${asked.length} refetches.`)
}

/** ns that a call of the null trace takes, with the detail and the work that it is given. */
function nullCall() {
  let sum = 0
  /** @type {readonly string[][]} */
  const keys = []
  const before = process.hrtime.bigint()
  for (let call = 0; call < CALLS; call += 1)
    sum += noTrace.during(noTrace.add('router', 'keys', { type: 'LIST', keys }), () => call)
  const ns = Number(process.hrtime.bigint() - before) / CALLS
  if (sum !== (CALLS * (CALLS - 1)) / 2) throw new Error('The null trace does not do the work.')
  return ns / 2
}
