import { expect, test } from 'vitest'
import type { Status } from '../connection/status.ts'
import type { QueryFacts } from './query-facts.ts'
import { freshnessOf, type FreshnessWorld } from './query-freshness.ts'

/** Covered, on screen, fetched after everything that was heard, polled every 5 s. */
const fine: QueryFacts = {
  key: ['list', 'a'],
  hash: '["list","a"]',
  families: [['list']],
  tables: undefined,
  refused: [],
  use: 'active',
  fetch: 'idle',
  hasData: true,
  failed: false,
  owed: false,
  updatedAt: 1_000,
  holds: [],
  pollMs: 5_000,
  askedMs: undefined,
  nextPollAt: 6_000,
}

const broken = { code: 'socket-closed', message: 'The socket was closed.' } as const

const situations: Readonly<Record<string, Partial<QueryFacts>>> = {
  'all is well': {},
  'a change is owed': { owed: true },
  'the last fetch failed': { failed: true, owed: true },
  'a table is refused': { refused: ['tasks'] },
  'a hold': { holds: ['drag'], owed: true },
  'nothing fetched, in flight': { hasData: false, updatedAt: undefined, fetch: 'fetching' },
  'nothing fetched, at rest': { hasData: false, updatedAt: undefined },
  'not on screen': { use: 'inactive', pollMs: undefined },
  'not on screen, owed': { use: 'inactive', pollMs: undefined, owed: true },
  disabled: { use: 'disabled', pollMs: undefined },
  static: { use: 'static', pollMs: undefined },
  paused: { fetch: 'paused' },
  'no family': { families: [], pollMs: undefined },
}

const statuses: readonly Status[] = [
  'live',
  'polling',
  'disabled',
  'idle',
  'offline',
  'waiting-auth',
]

const worldOf = (status: Status, backend: 'up' | 'away' = 'up'): FreshnessWorld => ({
  state: { status, backend, cause: status === 'polling' ? broken : undefined },
  eventMs: 500,
})

/** `state (bound): cause`. */
function words(facts: QueryFacts | undefined, world: FreshnessWorld): string {
  const { boundMs, cause, state } = freshnessOf(facts, world)
  const bound = boundMs === undefined ? '' : ` ${boundMs}`
  return `${state}${bound}${cause === undefined ? '' : `: ${cause.code}`}`
}

test('every situation of a query, in every state of the connection, has its freshness', () => {
  const table = Object.fromEntries(
    Object.entries(situations).map(([name, facts]) => [
      name,
      statuses.map(status => words({ ...fine, ...facts }, worldOf(status))),
    ]),
  )
  const same = (what: string): readonly string[] => statuses.map(() => what)
  const [offline, nobody] = ['offline: no-network', 'unknown: no-session']
  const polled = [
    'polling 5000: socket-closed',
    'polling 5000: realtime-off',
    'polling 5000: no-scope',
    offline,
    nobody,
  ]
  const unless = (what: string): readonly string[] => [what, what, what, what, offline, nobody]
  const unused = 'unknown: not-in-use'
  expect(table).toEqual({
    'all is well': ['live 5500', ...polled],
    'a change is owed': ['catching-up', ...polled],
    'the last fetch failed': ['catching-up: fetch-failed', ...polled],
    'a table is refused': ['polling 5000: table-refused', ...polled],
    'a hold': unless('held: held'),
    'nothing fetched, in flight': unless('catching-up'),
    'nothing fetched, at rest': unless('unknown: no-data'),
    'not on screen': ['live', unused, unused, unused, offline, nobody],
    'not on screen, owed': unless(unused),
    disabled: unless('unknown: disabled'),
    static: unless('unknown: static'),
    paused: [
      'offline: paused',
      'offline: paused',
      'offline: paused',
      'offline: paused',
      offline,
      'offline: paused',
    ],
    'no family': same('unknown: not-covered'),
  })
})

test('while the backend is away nothing bounds a query, and it says so', () => {
  const facts = { ...fine, pollMs: undefined }
  expect(words(facts, worldOf('polling', 'away'))).toBe('polling: breaker-open')
  expect(words({ ...facts, owed: true }, worldOf('live', 'away'))).toBe('catching-up: breaker-open')
  expect(words(facts, worldOf('live', 'away'))).toBe('live: breaker-open')
})

test('a key that no cached query has is unknown', () => {
  expect(words(undefined, worldOf('live'))).toBe('unknown: not-cached')
})

test('a cause names the tables and the reasons that it is about', () => {
  const messageOf = (facts: Partial<QueryFacts>): string | undefined =>
    freshnessOf({ ...fine, ...facts }, worldOf('live')).cause?.message
  expect([
    messageOf({ refused: ['tasks', 'shots'] }),
    messageOf({ holds: ['drag', ''] }),
    messageOf({ holds: [''] }),
  ]).toEqual([
    'The server refuses to push: tasks, shots.',
    'A hold lies over it: drag.',
    'A hold lies over it.',
  ])
})
