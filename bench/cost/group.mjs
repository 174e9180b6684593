import { measureFlush } from './flush.mjs'
import { measureHeap } from './heap.mjs'
import { measurePerEvent } from './per-event.mjs'
import { measureTrace } from './trace.mjs'

/** Each is a process that has to come to rest. */
const MOST_HEAP_ROUNDS = 3

/** @typedef {import('../lib/group.mjs').Metric} Metric */

/** @satisfies {Readonly<Record<string, Metric>>} */
const metrics = {
  event: {
    name: 'cpu-per-event',
    unit: 'ns',
    better: 'lower',
    baselineName: 'supabase-js reading the frame',
    goal: { ratio: 0.1 },
    spread: 0.5,
  },
  many: {
    name: 'cpu-per-event-10k-vs-10',
    unit: 'ns',
    better: 'lower',
    baselineName: '10 cached queries',
    goal: { ratio: 1.2 },
    spread: 0.25,
  },
  flush: {
    name: 'flush-10-of-1000',
    unit: 'us',
    better: 'lower',
    baselineName: 'ten invalidateQueries',
    goal: { ratio: 1 / 30 },
    spread: 0.5,
  },
  heap: {
    name: 'heap-per-1000-queries',
    unit: 'kB',
    better: 'lower',
    baselineName: 'TanStack Query itself',
    goal: { ratio: 0.25 },
    spread: 0.5,
  },
  trace: {
    name: 'trace-cost',
    unit: '% of an event',
    better: 'lower',
    baselineName: 'recording',
    goal: { ours: 1 },
    spread: 2,
  },
}

/** @type {import('../lib/group.mjs').Group} */
export const group = {
  name: 'cost',
  about: 'What an event, a flush, a cached query and the trace cost the page.',
  metrics: Object.values(metrics),
  async run({ say, rounds, wanted }) {
    /** @type {Record<string, readonly import('../lib/group.mjs').Round[]>} */
    const results = {}
    const { event, many, flush, heap, trace } = metrics
    if (wanted.has(event.name) || wanted.has(many.name)) {
      say(event.name)
      const times = await measurePerEvent(2 * rounds)
      results[event.name] = times.map(({ frame, ours }) => ({ ours, baseline: frame }))
      results[many.name] = times.map(({ ours, oursOfMany }) => ({
        ours: oursOfMany,
        baseline: ours,
      }))
    }
    /** @type {readonly [Metric, () => Promise<readonly import('../lib/group.mjs').Round[]>][]} */
    const others = [
      [flush, () => measureFlush(rounds)],
      [heap, () => measureHeap(Math.min(rounds, MOST_HEAP_ROUNDS))],
      [trace, () => measureTrace(rounds)],
    ]
    for (const [{ name }, measure] of others) {
      if (!wanted.has(name)) continue
      say(name)
      results[name] = await measure()
    }
    return results
  },
}
