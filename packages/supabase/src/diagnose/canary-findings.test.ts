import { expect, test } from 'vitest'
import { sightingFindings, type Heard, type Sightings } from './canary-findings.ts'

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
