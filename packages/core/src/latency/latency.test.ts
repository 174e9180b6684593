import { expect, test, vi } from 'vitest'
import { world } from '../../test/world.ts'
import { EverfreshError } from '../errors.ts'
import type { Family } from '../invalidation/families.ts'
import { manualClock } from '../testing/index.ts'
import { createTrace } from '../trace/create-trace.ts'
import { measureLatency, type LatencySample } from './latency.ts'

const families: readonly Family[] = [['list']]

async function live() {
  const stage = world()
  stage.goLive()
  const samples: LatencySample[] = []
  const { trace } = stage
  const onSample = (sample: LatencySample): void => void samples.push(sample)
  const latency = measureLatency({ trace, families, until: 'settled', onSample })
  const list = stage.watch(['list', 'a'])
  await list.answer()
  return { ...stage, latency, list, samples }
}

test('each change is measured from its arrival until what was fetched for it is there', async () => {
  const { change, clock, list, latency, samples } = await live()
  change('a')
  await clock.pass(10)
  change('a')
  await clock.pass(110)
  await list.answer()
  expect(samples.map(({ family, ms, key }) => [family, ms, key])).toEqual([
    ['list', 120, ['list', 'a']],
    ['list', 110, ['list', 'a']],
  ])
  expect(latency.families()).toEqual([{ family: 'list', count: 2, p50: 110, p95: 120, p99: 120 }])
})

test('a change of another list, in the same flush, does not count for this one', async () => {
  const { change, clock, list, samples, watch } = await live()
  const other = watch(['list', 'b'])
  await other.answer()
  change('b')
  await clock.pass(10)
  change('a')
  await clock.pass(600)
  await list.answer()
  await other.answer()
  expect(samples.map(({ key, ms }) => [key[1], ms])).toEqual([
    ['a', 600],
    ['b', 610],
  ])
})

test('polls, catch-ups, first fetches and failures are no samples', async () => {
  const { change, clock, list, samples, source } = await live()
  source.say({ type: 'lost', cause: { code: 'channel-closed', message: 'Closed.' } })
  await clock.pass(7_000)
  await list.answer()
  source.goLive()
  await list.answer()
  change('a')
  await clock.pass(100)
  await list.fail()
  expect(samples).toEqual([])
})

test('it ends with the frame, where frames are recorded', () => {
  const clock = manualClock()
  const trace = createTrace(clock)
  const latency = measureLatency({ trace, families })
  const name = { key: ['list', 'a'], hash: 'a' }
  const changed = trace.add('router', 'changed', { keys: [['list']] })
  clock.advance(30)
  const flush = trace.add('router', 'flush', { keys: [['list']], more: 0 }, [changed])
  const fetch = trace.add('query', 'fetch', { ...name, why: 'flush' }, [flush])
  const settled = trace.add('query', 'settled', { ...name, outcome: 'success', ms: 0 }, [fetch])
  expect(latency.families()).toEqual([])
  clock.advance(12)
  trace.add('view', 'rendered', name, [settled])
  expect(latency.families()).toEqual([{ family: 'list', count: 1, p50: 42, p95: 42, p99: 42 }])
})

test('percentiles are of the newest 1,000, and a listener that throws is reported', () => {
  const report = vi.fn()
  vi.stubGlobal('reportError', report)
  const clock = manualClock()
  const trace = createTrace(clock)
  const onSample = (): void => {
    throw new Error('a fault of the app')
  }
  const latency = measureLatency({ trace, families, until: 'settled', onSample })
  const one = (ms: number): void => {
    const changed = trace.add('router', 'changed', { keys: [['list']] })
    clock.advance(ms)
    const name = { key: ['list'], hash: 'a' }
    const fetch = trace.add('query', 'fetch', { ...name, why: 'flush' }, [changed])
    trace.add('query', 'settled', { ...name, outcome: 'success', ms: 0 }, [fetch])
  }
  for (let i = 0; i < 500; i += 1) one(9_000)
  for (let i = 1; i <= 1_000; i += 1) one(i)
  expect(latency.families()).toEqual([
    { family: 'list', count: 1_500, p50: 500, p95: 950, p99: 990 },
  ])
  expect(report).toHaveBeenCalledTimes(1_500)
  latency.stop()
  one(1)
  expect(latency.families()[0]?.count).toBe(1_500)
})

test('what cannot be measured is refused', () => {
  const trace = createTrace(manualClock())
  const refused = (options: object): boolean => {
    try {
      measureLatency({ trace, families, ...options })
      return false
    } catch (error) {
      return error instanceof EverfreshError && error.code === 'invalid-option'
    }
  }
  expect(refused({})).toBe(false)
  expect(refused({ trace: undefined })).toBe(true)
  expect(refused({ families: 'list' })).toBe(true)
  expect(refused({ until: 'seen' })).toBe(true)
  expect(refused({ onSample: 1 })).toBe(true)
})
