import { expect, test } from 'vitest'
import { defaultPolling, pollInterval, type PollMode } from '../../src/polling/policy.ts'
import { manualClock } from '../../src/testing/index.ts'
import { createTrace } from '../../src/trace/create-trace.ts'
import { noTrace, type Trace } from '../../src/trace/trace.ts'
import { world } from '../world.ts'

/** Some of everything: live, events, a drop, a refetch by polling, back, another user. */
async function aDay(trace: Trace): Promise<unknown> {
  const { change, clock, goLive, sessions, source, timeline, watch } = world({ trace })
  goLive()
  const list = watch(['list', 'a'])
  await list.answer()
  change('a')
  await clock.pass(100)
  await list.answer()
  source.say({ type: 'lost', cause: { code: 'channel-closed', message: 'Closed.' } })
  await clock.pass(7_000)
  await list.answer()
  source.goLive()
  await clock.pass(1_000)
  sessions.say(null)
  await clock.pass(1_000)
  return { timeline, log: source.log, fetches: list.startedAt, timers: clock.pending() }
}

test('W2: with a trace, without one, and with one that is watched, all goes the same', async () => {
  const silent = await aDay(noTrace)
  const watched = createTrace(manualClock())
  const seen: string[] = []
  watched.subscribe(({ part, what }) => seen.push(`${part} ${what}`))
  expect(await aDay(createTrace(manualClock()))).toEqual(silent)
  expect(await aDay(watched)).toEqual(silent)
  expect(seen).toContain('connection live')
})

test('W2: the trace keeps the newest entries and no more', () => {
  const trace = createTrace(manualClock(), { capacity: 3 })
  for (const user of ['one', 'two', 'three', 'four', 'five'])
    trace.add('auth', 'signed-in', { user })
  const kept = trace.entries().map(({ id, detail }) => [id, detail])
  expect(kept).toEqual([
    [3, { user: 'three' }],
    [4, { user: 'four' }],
    [5, { user: 'five' }],
  ])
})

test('P3: the policy reads its arguments and nothing else: frozen, they give the same number for ever', () => {
  const mode = Object.freeze<PollMode>({
    status: 'polling',
    visible: true,
    online: true,
    active: true,
    frugal: false,
    backend: 'up',
    log: 'none',
  })
  const state = {
    status: 'success',
    isInvalidated: false,
    dataUpdateCount: 3,
    errorUpdateCount: 1,
  } as const
  const query = Object.freeze({
    queryKey: ['list'],
    queryHash: '["list"]',
    state: Object.freeze(state),
  })
  const options = Object.freeze({ ...defaultPolling })
  const asked = Array.from({ length: 1_000 }, () => pollInterval(mode, query, options))
  expect(new Set(asked).size).toBe(1)
  expect(Number(asked[0])).toBeGreaterThanOrEqual(4_000)
  expect(Number(asked[0])).toBeLessThanOrEqual(6_000)
})
