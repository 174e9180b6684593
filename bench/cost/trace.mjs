import { createTrace, noTrace } from '../../packages/core/dist/index.js'
import { manualClock } from '../../packages/core/dist/testing/index.js'
import { everfresh } from '../lib/everfresh.mjs'
import { screen } from '../lib/screen.mjs'

const EVENTS = 5_000
const LISTS = Array.from({ length: 50 }, (_, n) => String(n))
const FETCH_MS = 50
const CALLS = 1_000_000

/**
 * What diagnostics add to the cost of an event on a live page of 50 active queries, in percent of that cost without
 * any, by turns: switched off, and (the baseline) on.
 *
 * @param {number} rounds
 */
export async function measureTrace(rounds) {
  const measured = []
  let calls = 0
  await play(() => counted(noTrace, () => (calls += 1)))
  await play(() => noTrace)
  await play(createTrace)
  for (let turn = 0; turn < rounds; turn += 1) {
    const off = await play(() => noTrace)
    const on = await play(createTrace)
    const asked = nullCall() * (calls / EVENTS)
    const absent = off - asked
    measured.push({ ours: (100 * asked) / absent, baseline: (100 * (on - absent)) / absent })
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

/**
 * The same trace, which tells of every call of one of its functions, and of those of what they give.
 *
 * @template {object} Part
 * @param {Part} part
 * @param {() => void} onCall
 * @returns {Part}
 */
function counted(part, onCall) {
  return new Proxy(part, {
    get(target, name) {
      const found = Reflect.get(target, name)
      if (typeof found !== 'function') return isPart(found) ? counted(found, onCall) : found
      return (/** @type {unknown[]} */ ...args) => {
        onCall()
        const given = Reflect.apply(found, target, args)
        return name === 'flushes' || name === 'connection' ? counted(given, onCall) : given
      }
    },
  })
}

/** @param {unknown} value @returns {value is object} */
const isPart = value => typeof value === 'object' && value !== null

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
