import { systemClock } from '@everfresh/core'
import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import ws from 'ws'
import { followCanary, sightingFindings, type Heard, type Sightings } from './canary-findings.ts'
import { tableRefused } from './refused-findings.ts'

const both: Heard = { plain: true, filtered: true }
const none: Heard = { plain: false, filtered: false }
const plainOnly: Heard = { plain: true, filtered: false }
const seen: Sightings = {
  table: 'tasks',
  filter: 'project_id=eq.7',
  patienceMs: 5_000,
  byRest: 'at once',
  inserted: both,
  deleted: both,
}

test.each<[string, Partial<Sightings>, readonly string[]]>([
  ['is seen on every way', {}, []],
  ['is seen on every way and stays', { deleted: undefined }, []],
  ['is seen nowhere', { byRest: 'never', inserted: none }, ['row-hidden']],
  ['is pushed and never read', { byRest: 'never' }, ['rest-on-replica']],
  ['is pushed and read late', { byRest: 'late' }, ['rest-on-replica']],
  ['is read and not pushed', { inserted: none, deleted: none }, ['change-not-delivered']],
  ['is read, and only its DELETE is pushed', { inserted: none }, ['row-hidden']],
  ['does not pass the filter', { inserted: plainOnly, deleted: plainOnly }, ['filter-misses-row']],
  [
    'passes the filter, and its DELETE does not',
    { deleted: plainOnly },
    ['filter-outside-replica-identity'],
  ],
])('a canary that %s', (_, part, codes) => {
  expect(sightingFindings({ ...seen, ...part }).map(({ code }) => code)).toEqual(codes)
})

test.each<[string, typeof fetch]>([
  ['fails', async () => new Response('{}', { status: 400 })],
  [
    'never answers',
    (_, init) =>
      new Promise((_resolve, reject) => {
        init?.signal?.addEventListener('abort', () => reject(init.signal?.reason))
      }),
  ],
])('a canary is deleted where REST %s', async (_, fetch) => {
  const ending = new AbortController()
  const client = createClient('http://127.0.0.1:54321', 'key', {
    auth: { persistSession: false, autoRefreshToken: false },
    global: { fetch },
    realtime: { transport: ws as never },
  })
  const removed: unknown[] = []
  const canary = {
    table: 'tasks',
    patienceMs: 0,
    write: async () => ({ id: 7 }),
    remove: async (id: unknown) => removed.push(id),
  }
  const ears = { plain: [], filtered: [] }
  const host = { client, tables: [], clock: systemClock, signal: ending.signal }
  const followed = followCanary(canary, undefined, ears, host)
  setTimeout(() => ending.abort(), 20)
  await expect(followed).rejects.toThrow()
  expect(removed).toEqual([7])
})

test('a table is quoted in what mends it, whatever it is called', () => {
  const table = 'odd"name'
  const [finding] = sightingFindings({ ...seen, table, deleted: plainOnly })
  expect(finding?.sql).toBe('alter table "public"."odd""name" replica identity full;')
  const refused = tableRefused(table, { code: 'misconfigured', message: 'No.' })
  expect(refused.sql).toBe('alter publication supabase_realtime add table "public"."odd""name";')
})
