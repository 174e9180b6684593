// What the trace costs per event, off and on. Build first: npx tsc -b && node --expose-gc bench/trace.mjs
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import {
  createAuthStateManager,
  createRealtime,
  createTrace,
  noTrace,
} from '../../packages/core/dist/index.js'
import {
  manualClock,
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  sessionOf,
} from '../../packages/core/dist/testing/index.js'
import { spreadOf } from '../lib/statistics.mjs'

const EVENTS = 20_000
const QUERIES = 50
const ROUNDS = 15
const CALLS = 2_000_000
/** What one event asks of the trace when nothing is fetched: two entries, within two others. */
const CALLS_PER_EVENT = 4

/**
 * A live page of 50 active queries hears 20,000 changes, each of which marks one list.
 * @param {(clock: import('@everfresh/core').Clock) => import('@everfresh/core').Trace} makeTrace
 * @returns {number} ns an event.
 */
function round(makeTrace) {
  const clock = manualClock()
  const trace = makeTrace(clock)
  const sessions = scriptedSessions()
  const source = scriptedSource()
  const auth = createAuthStateManager({ sessions, clock, trace })
  const queryClient = new QueryClient()
  const realtime = createRealtime({
    source,
    auth,
    toEvents: change => [
      { type: 'LIST', list: change.kind === 'row' ? Number(change.row['list']) : 0 },
    ],
    rules: { LIST: ({ list }) => [['list', list]] },
    families: [['list']],
    clock,
    environment: manualEnvironment(),
    trace,
  })
  const undos = []
  for (let list = 0; list < QUERIES; list += 1) {
    const options = { queryKey: ['list', list], initialData: 0, queryFn: () => 1 }
    undos.push(new QueryObserver(queryClient, options).subscribe(() => undefined))
  }
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('a')
  sessions.say(sessionOf('ann'))
  source.goLive()
  const facts = /** @type {const} */ ({
    kind: 'row',
    schema: 'public',
    table: 'rows',
    operation: 'UPDATE',
    old: {},
  })
  globalThis.gc?.()
  const before = process.hrtime.bigint()
  for (let event = 0; event < EVENTS; event += 1) {
    const row = { list: event % QUERIES }
    source.say({ type: 'change', change: { ...facts, row } })
    // Every hundredth event a flush and its fetches.
    if (event % 100 === 0) clock.advance(600)
  }
  const ns = Number(process.hrtime.bigint() - before) / EVENTS
  for (const undo of undos) undo()
  realtime.stop()
  auth.stop()
  queryClient.clear()
  return ns
}

/** @returns {number} ns that a call of the null trace takes. */
function nullCall() {
  const detail = { type: 'LIST', keys: [] }
  const work = () => 0
  let sum = 0
  const before = process.hrtime.bigint()
  for (let call = 0; call < CALLS; call += 1)
    sum += noTrace.during(noTrace.add('router', 'keys', detail), work)
  const ns = Number(process.hrtime.bigint() - before) / CALLS
  return sum === 0 ? ns / 2 : Number.NaN
}

/**
 * Runs with and without a trace by turns, so that a busy machine is as busy for both, and prints ratios.
 * @param {NodeJS.WriteStream} out
 */
export function measureTrace(out) {
  const modes = { off: () => noTrace, on: createTrace }
  const times = { off: /** @type {number[]} */ ([]), on: /** @type {number[]} */ ([]) }
  const calls = []
  for (let turn = 0; turn <= ROUNDS; turn += 1) {
    for (const mode of /** @type {const} */ (['off', 'on'])) {
      const ns = round(modes[mode])
      // The first turn warms up.
      if (turn > 0) times[mode].push(ns)
    }
    calls.push(nullCall())
  }
  const median = (/** @type {readonly number[]} */ numbers) => spreadOf(numbers).p50
  const [off, on, call] = [median(times.off), median(times.on), median(calls)]
  const share = (100 * call * CALLS_PER_EVENT) / off
  const lines = [
    `trace-cost: medians of ${ROUNDS} rounds of ${EVENTS} events over ${QUERIES} queries`,
    `off: ${off.toFixed(0)} ns an event, of which its ${CALLS_PER_EVENT} calls take ${share.toFixed(2)} % (${call.toFixed(1)} ns each)`,
    `on:  ${on.toFixed(0)} ns an event, ${(on / off).toFixed(2)}x`,
  ]
  for (const line of lines) out.write(`${line}\n`)
}
