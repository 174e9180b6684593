import { afterEach, expect, test, vi } from 'vitest'
import { boom, detailOf, faulty } from '../test/faulty.ts'
import { shownTwo } from '../test/shown.ts'
import { world } from '../test/world.ts'
import type { Signal } from './change-source.ts'
import { settle } from './testing/index.ts'

afterEach(() => vi.unstubAllGlobals())

/** What whoever watches the page is told, as a browser tells it. */
function reported(): string[] {
  const errors: string[] = []
  vi.stubGlobal('reportError', (error: unknown) => errors.push(String(error)))
  return errors
}

test.each([
  ['no event type that has a rule', { type: 'UNKNOWN' }],
  ['a rule that throws', { type: 'BROKEN' }],
  ['no event at all', null],
  ['an event without a type', {}],
])('R5: %s refetches everything covered, once, and the trace says what to do', async (_, event) => {
  const { clock, fetches, realtime, trace } = await shownTwo()
  realtime.emit(event as never)
  await clock.pass(1_000)
  expect(fetches()).toEqual([1, 1])
  expect(detailOf(trace, 'rule failed')).toMatchObject({
    advice: 'Everything covered is refetched. Mend the rule, or add one for this type.',
  })
})

test('R5: an event without its scope id refetches all under the wider key, and the trace says so', async () => {
  const { clock, fetches, realtime, trace } = await shownTwo()
  realtime.emit({ type: 'LIST' } as never)
  await clock.pass(1_000)
  expect(fetches()).toEqual([1, 1])
  expect(detailOf(trace, 'id missing')).toEqual({
    key: ['list', undefined],
    advice: 'All under the wider key is refetched. Return that key where an id may be missing.',
  })
})

test.each([
  ['nothing', () => undefined],
  ['a key instead of a list of keys', () => ['list', 'a']],
  ['a text', () => 'list'],
  ['a promise', () => Promise.resolve([['list', 'a']])],
])('R5: a rule that returns %s refetches everything covered', async (_, rule) => {
  const { clock, realtime, queryClient, trace, watch } = faulty({ rule })
  const other = watch(['list', 'b'])
  realtime.attach(queryClient.getQueryCache())
  await other.answer()
  realtime.emit({ type: 'X' })
  await clock.pass(100)
  expect(other.startedAt).toHaveLength(2)
  expect(detailOf(trace, 'rule failed')).toMatchObject({ type: 'X' })
})

test.each([
  ['throws', boom],
  ['returns nothing', () => undefined],
  ['returns what is no event', () => [undefined]],
])(
  'R5: a translation that %s refetches everything covered, and the next is heard',
  async (_, toEvents) => {
    const { change, clock, queryClient, realtime, source, trace, watch } = faulty({ toEvents })
    realtime.attach(queryClient.getQueryCache())
    realtime.follow('a')
    source.goLive()
    const list = watch(['list', 'b'])
    await settle()
    await list.answer()
    change('a')
    await clock.pass(100)
    await list.answer()
    await clock.pass(2_000)
    change('a')
    await clock.pass(100)
    expect(list.startedAt).toHaveLength(3)
    const traced = trace.entries().filter(({ what }) => /not understood|rule failed/.test(what))
    expect(traced).toHaveLength(2)
  },
)

test('R5: a change without a payload reaches the app as it came, and stops nothing', async () => {
  const { clock, realtime, queryClient, source, watch } = faulty({
    toEvents: (change: { row: { list: string } }) => [{ type: 'X', list: change.row.list }],
  })
  realtime.attach(queryClient.getQueryCache())
  realtime.follow('a')
  source.goLive()
  const list = watch(['list', 'b'])
  await settle()
  await list.answer()
  source.say({ type: 'change', change: { kind: 'message', event: 'x', payload: undefined } })
  source.say({ type: 'change' } as unknown as Signal)
  await clock.pass(100)
  expect(list.startedAt).toHaveLength(2)
  expect(realtime.state.current.status).toBe('live')
})

test('a listener of the state that throws is reported, and the others and the machine go on', () => {
  const errors = reported()
  const { goLive, realtime, timeline } = world()
  realtime.state.subscribe(boom)
  const heard: string[] = []
  realtime.state.subscribe(() => heard.push(realtime.state.current.status))
  goLive()
  expect(heard).toEqual(timeline.slice(-heard.length).map(line => line.split(' ')[1]))
  expect(heard).toEqual(['connecting', 'live'])
  expect(errors).toEqual(['Error: a fault of the app', 'Error: a fault of the app'])
})

test('a listener that rejects is reported: no rejection is left unhandled', async () => {
  const errors = reported()
  const { goLive, realtime } = world()
  realtime.state.subscribe((async () => boom()) as () => void)
  goLive()
  await settle()
  expect(errors).toHaveLength(2)
})

test('W2: a listener of the trace that throws changes nothing', async () => {
  const errors = reported()
  const { change, clock, fetches, trace } = await shownTwo()
  trace.subscribe(boom)
  change('a')
  await clock.pass(100)
  expect(fetches()).toEqual([1, 0])
  expect(errors.length).toBeGreaterThan(0)
})

test('R1: a listener of the cache that throws for one query keeps no other from being fetched', async () => {
  const errors = reported()
  const { change, clock, fetches, queryClient, realtime } = await shownTwo()
  queryClient.getQueryCache().subscribe(({ type, query }) => {
    if (type === 'updated' && query.queryKey[1] === 'a') boom()
  })
  realtime.emit({ type: 'BROKEN' })
  await clock.pass(100)
  expect(fetches()[1]).toBe(1)
  expect(errors).toContain('Error: a fault of the app')
  await clock.pass(2_000)
  change('b')
  await clock.pass(1_000)
  expect(fetches()[1]).toBe(1)
})

test('P1: a query whose own interval throws keeps no other from being polled', async () => {
  const errors = reported()
  const { clock, fetches, queryClient, source, watch } = await shownTwo()
  const observed = queryClient.getQueryCache().find({ queryKey: ['list', 'a'] })?.observers[0]
  if (observed !== undefined) observed.options.refetchInterval = boom
  const third = watch(['list', 'c'])
  await third.answer()
  source.say({ type: 'lost', cause: { code: 'socket-closed', message: 'cut' } })
  await clock.pass(6_200)
  expect(fetches()).toEqual([0, 1])
  expect(third.startedAt.length).toBeGreaterThan(1)
  expect(errors).toContain('Error: a fault of the app')
})

test('a listener of the cache that throws stops neither routing nor polling', async () => {
  const { change, clock, fetches, queryClient, lists } = await shownTwo()
  queryClient.getQueryCache().subscribe(({ type }) => {
    if (type === 'observerAdded') boom()
  })
  expect(() => lists[0]?.unmount()).not.toThrow()
  change('b')
  await clock.pass(100)
  expect(fetches()).toEqual([0, 1])
})
