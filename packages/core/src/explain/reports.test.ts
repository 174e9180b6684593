import { expect, test } from 'vitest'
import { readSnapshot, type TraceSnapshot } from '../trace/snapshot.ts'
import { explainSnapshot } from './index.ts'
import { changeWords, duration, lineOf } from './words.ts'

const key = ['list', 'a']
const hash = '["list","a"]'

type Entry = readonly [part: string, what: string, detail: object, causes?: readonly number[]]
type Report = Partial<TraceSnapshot['queries'][number]>

/** A report at 10 s of one list, and of what happened: an entry each 100 ms from 1 s on. */
function report(entries: readonly Entry[], query: Report = {}, more: object = {}): TraceSnapshot {
  return readSnapshot({
    format: 'everfresh-trace',
    version: 1,
    takenAt: 10_000,
    state: { status: 'live', backend: 'up', enabled: true, muted: [], since: 0 },
    pollMode: { visible: true },
    nextTryAt: undefined,
    queries: [{ key, hash, families: [['list']], use: 'active', ...query }],
    entries: entries.map(([part, what, detail, causes = []], at) => {
      return { id: at + 1, at: 1_000 + at * 100, part, what, detail, causes }
    }),
    ...more,
  })
}

/** What the report says of a fetch for `why`, to which the entries led one after the other. */
function whyOf(why: string, before: readonly Entry[] = []): string {
  const chained = before.map(([part, what, detail], at): Entry => [
    part,
    what,
    detail,
    at === 0 ? [] : [at],
  ])
  const at = before.length
  const entries: readonly Entry[] = [
    ...chained,
    ['query', 'fetch', { key, hash, why }, at === 0 ? [] : [at]],
    ['query', 'settled', { key, hash, outcome: 'success', ms: 100 }, [at + 1]],
  ]
  return explainSnapshot(report(entries), key).from.sentence
}

test('a fetch whose cause has left the trace is told as far as it goes', () => {
  expect(whyOf('flush')).toContain('because something changed; what it was has left the trace.')
  expect(whyOf('flush', [['router', 'event', { type: 'LIST' }]])).toContain('the app emitted LIST')
  expect(whyOf('catch-up')).toContain('because a change may have been missed (catch-up)')
  expect(whyOf('probe')).toContain('to see whether the backend is back')
  expect(whyOf('release')).toContain('because a hold over it ended after something had changed')
  expect(whyOf('release', [['router', 'hold ran out', { scope: ['list'] }]])).toContain(
    'because the hold over ["list"] ran out',
  )
  expect(whyOf('flush', [['source', 'change', { event: 'said' }]])).toContain('the message said')
  expect(whyOf('flush', [['router', 'keys', { type: 'LIST', keys: [['list']] }]])).toContain(
    'what it was has left the trace',
  )
})

test('a fetch that failed, is of another time, or whose beginning has left the trace is not shown', () => {
  const settled = { key, hash, outcome: 'success', ms: 100 }
  const fetch: Entry = ['query', 'fetch', { key, hash, why: 'app' }]
  const from = (last: Entry, query: Report = {}) =>
    explainSnapshot(report([fetch, last], query), key).from
  expect(from(['query', 'settled', { ...settled, outcome: 'error' }, [1]]).fetch).toBe(undefined)
  expect(from(['query', 'settled', settled, []]).fetch).toBe(undefined)
  expect(from(['query', 'settled', { ...settled, hash: 'b' }, [1]]).fetch).toBe(undefined)
  expect(from(['query', 'settled', settled, [1]]).fetch?.id).toBe(1)
  for (const [updatedAt, id] of [
    [990, undefined],
    [996, 1],
    [1_060, 1],
    [1_104, 1],
    [1_110, undefined],
  ] as const)
    expect(from(['query', 'settled', settled, [1]], { updatedAt }).fetch?.id).toBe(id)
})

test('where nothing is shown, or nothing was traced, it says so', () => {
  const of = (query: Report) => explainSnapshot(report([], query), key).from.sentence
  expect(of({ hasData: false })).toBe('Nothing of it is shown.')
  expect(of({})).toContain('What is shown was fetched. Why is not known: nothing was traced.')
  expect(of({ updatedAt: 9_000 })).toContain('was fetched 1 s ago, at 00:00:09.000 UTC. Why')
})

test('what would refresh it names its tables, what was not understood, and the poll', () => {
  const keys = [['list']]
  const entries: readonly Entry[] = [
    ['router', 'keys', { type: 'LIST', keys }],
    ['router', 'keys', { type: 'LIST', keys }],
    ['router', 'keys', { type: '', keys }],
    ['router', 'keys', { type: 'OTHER', keys: [['other']] }],
  ]
  const of = (query: Report) => explainSnapshot(report(entries, query), key).refreshedBy
  expect(of({ tables: [], pollMs: 7_000, nextPollAt: undefined, fetch: 'fetching' })).toEqual([
    'The fetch that is in flight.',
    'Events whose rules touch it. It is of ["list"], which reads no table.',
    'LIST did so 2 times, last 8.9 s ago, at 00:00:01.100 UTC.',
    'A change that nobody understood did so once, last 8.8 s ago, at 00:00:01.200 UTC.',
    'Its poll, 7 s after each fetch.',
  ])
  expect(of({ askedMs: 5_000, pollMs: 3_600_000, nextPollAt: undefined }).slice(-2)).toEqual([
    'The change log, which is asked every 5 s for all queries.',
    'Its safety refetch, 60 min after each fetch.',
  ])
  expect(of({})[0]).toContain('any table of the scope')
  expect(of({ use: 'inactive', fetch: 'fetching' })).toEqual([
    'The fetch that is in flight.',
    'It is fetched when it is shown.',
  ])
  expect([of({ use: 'static' }), of({ use: 'disabled' }), of({ families: [] })]).toEqual([
    [],
    [],
    [],
  ])
})

test('what it waits for: its window, its fetch, the page, the backend', () => {
  const freshness = { state: 'catching-up', boundMs: undefined, updatedAt: 1 } as const
  const of = (query: Report, more: object = {}) =>
    explainSnapshot(report([], query, more), key).waitsFor.map(({ message }) => message)
  const catching = { ...freshness, cause: undefined }
  expect(of({ freshness: catching })).toEqual([
    'A change was heard; its fetch begins when the window is over.',
  ])
  expect(of({ freshness: catching, fetch: 'fetching' })).toEqual(['Its fetch is in flight.'])
  expect(of({}, { pollMode: { visible: false } })).toEqual([
    expect.stringContaining('The page is hidden'),
  ])
  const away = { code: 'breaker-open', message: 'Away.' } as const
  expect(of({ freshness: { ...freshness, cause: away } })).toEqual(['Away.'])
  expect(of({ freshness: { ...freshness, cause: away } }, { nextTryAt: 12_000 })).toEqual([
    'Away. Tried again in 2 s, at 00:00:12.000 UTC.',
  ])
})

test('of a long story the newest 20 entries are written out', () => {
  const poll = ['list', 'b']
  const many = Array.from({ length: 25 }, (_, at): Entry => [
    'poller',
    'poll',
    { key: poll, hash: 'b' },
    at === 0 ? [] : [at],
  ])
  const entries: readonly Entry[] = [
    ...many,
    ['query', 'fetch', { key, hash, why: 'poll' }, [25]],
    ['query', 'settled', { key, hash, outcome: 'success', ms: 100 }, [26]],
  ]
  const { text } = explainSnapshot(report(entries), key)
  expect(text).toContain('  … 7 entries before these')
  expect(text).toContain('#27 query settled  success after 100 ms')
})

test('one other cached query is told as one', () => {
  expect(explainSnapshot(report([]), ['other']).text).toContain('1 other is cached.')
})

test('times, changes and entries have their words', () => {
  expect([900, 60_000, 600_000, 7_200_000].map(duration)).toEqual([
    '900 ms',
    '60 s',
    '10 min',
    '2 h',
  ])
  expect(changeWords({ table: 'tasks' })).toBe('a change of tasks')
  expect(changeWords({})).toBe('the message without a name')
  const line = (part: string, what: string, detail: object): string =>
    lineOf({ id: 1, at: 1, causes: [], part, what, detail } as never)
  expect(line('router', 'flush', { keys: [['a'], ['b']] })).toBe('router flush  ["a"] ["b"]')
  expect(line('connection', 'waiting', { scope: 'a', cause: 'timed-out' })).toBe(
    'connection waiting  a: timed-out',
  )
  expect(line('router', 'hold', { scope: ['a'], reason: 'drag' })).toBe('router hold  drag')
  expect(line('view', 'rendered', {})).toBe('view rendered')
})
