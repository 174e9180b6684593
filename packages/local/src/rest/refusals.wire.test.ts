import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type Extras } from './testing/ask.ts'
import { coinsSql } from './testing/coins.ts'
import { museumSql } from './testing/museum.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

const SINGLE = 'application/vnd.pgrst.object+json'
let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(museumSql + coinsSql)
})
afterAll(() => rest.stop())

describe('a request is refused', () => {
  const key = {
    code: 'PGRST105',
    message: "Filters must include all and only primary key columns with 'eq' operators",
  }

  it.each<[string, string, Extras, number, unknown]>([
    ['PUT with part of the key', 'PUT /pairs?a=eq.1', { body: { a: 1, b: 1 } }, 405, key],
    [
      'PUT with more than the key',
      'PUT /pairs?a=eq.1&b=eq.1&note=eq.x',
      { body: { a: 1, b: 1 } },
      405,
      key,
    ],
    ['PUT with another operator', 'PUT /pairs?a=eq.1&b=gt.1', { body: { a: 1, b: 1 } }, 405, key],
    ['PUT without a key', 'PUT /loose?a=eq.1', { body: { a: 1 } }, 405, key],
    [
      'PUT with a limit',
      'PUT /pairs?a=eq.1&b=eq.1&limit=1',
      { body: { a: 1, b: 1 } },
      400,
      { code: 'PGRST114', message: 'limit/offset querystring parameters are not allowed for PUT' },
    ],
    [
      'PUT of another row',
      'PUT /pairs?a=eq.1&b=eq.1',
      { body: { a: 1, b: 2 } },
      400,
      { code: 'PGRST115', message: 'Payload values do not match URL in primary key column(s)' },
    ],
    [
      'too many changes',
      'PATCH /coins?id=gt.0',
      { body: { worth: 0 }, prefer: 'handling=strict, max-affected=1' },
      400,
      {
        code: 'PGRST124',
        message: 'Query result exceeds max-affected preference constraint',
        hint: null,
      },
    ],
    [
      'several where one is meant',
      'PATCH /coins?id=gt.0',
      { body: { worth: 0 }, accept: SINGLE, prefer: 'return=representation' },
      406,
      { code: 'PGRST116', message: 'Cannot coerce the result to a single JSON object' },
    ],
    [
      'none where one is meant',
      'GET /coins?id=eq.99',
      { accept: SINGLE },
      406,
      { code: 'PGRST116', details: 'The result contains 0 rows', hint: null },
    ],
    [
      'an unknown column',
      'POST /coins',
      { body: { id: 1, wroth: 1 } },
      400,
      {
        code: 'PGRST204',
        message: "Could not find the 'wroth' column of 'coins' in the schema cache",
        details: null,
      },
    ],
    [
      'an unknown column in columns',
      'POST /coins?columns=id,wroth',
      { body: { id: 1 } },
      400,
      { code: 'PGRST204' },
    ],
    [
      'an unknown column of a conflict',
      'POST /coins?on_conflict=wroth',
      { body: { id: 1 }, prefer: 'resolution=merge-duplicates' },
      400,
      { code: '42703' },
    ],
    [
      'a conflict that is none',
      'POST /coins?on_conflict=worth',
      { body: { id: 1 }, prefer: 'resolution=merge-duplicates' },
      400,
      { code: '42P10' },
    ],
    [
      'a generated column',
      'PATCH /coins?id=eq.1',
      { body: { twice: 1 } },
      400,
      { code: '428C9', details: 'Column "twice" is a generated column.' },
    ],
    ['an identity that is always given', 'POST /logs', { body: { id: 1 } }, 400, { code: '428C9' }],
    [
      'what a domain forbids',
      'PATCH /artists?id=eq.1',
      { body: { mail: 'x' } },
      400,
      { code: '23514' },
    ],
    [
      'a day of no partition',
      'POST /visits',
      { body: { id: 1, day: '1999-01-01' } },
      400,
      { code: '23514' },
    ],
    [
      'what a view cannot take',
      'POST /artist_totals',
      { body: { works: 1 } },
      400,
      { code: '42809' },
    ],
    [
      'a list of different objects',
      'POST /coins',
      { body: [{ id: 1 }, { worth: 1 }] },
      400,
      { code: 'PGRST102', message: 'All object keys must match', details: null, hint: null },
    ],
    [
      'a list of no objects',
      'POST /coins',
      { body: [1] },
      400,
      { code: 'PGRST102', message: 'All object keys must match' },
    ],
    [
      'no JSON',
      'POST /coins',
      { body: '{"id":' },
      400,
      { code: 'PGRST102', message: 'Empty or invalid json' },
    ],
    [
      'no body',
      'PATCH /coins?id=eq.1',
      { body: '' },
      400,
      { code: 'PGRST102', message: 'Empty or invalid json' },
    ],
    [
      'ragged CSV',
      'POST /coins',
      { body: 'id,worth\n1', type: 'text/csv' },
      400,
      { code: 'PGRST102' },
    ],
    [
      'a picture',
      'POST /coins',
      { body: 'x', type: 'image/png' },
      400,
      { code: 'PGRST102', message: 'Content-Type not acceptable: image/png', hint: null },
    ],
    [
      'a wish for a map',
      'GET /coins',
      { accept: 'application/geo+json' },
      406,
      {
        code: 'PGRST107',
        message: 'None of these media types are available: application/geo+json',
      },
    ],
    [
      'a wish for a plan',
      'GET /coins',
      { accept: 'application/vnd.pgrst.plan+json' },
      406,
      { code: 'PGRST107' },
    ],
    [
      'an odd preference, strictly',
      'GET /coins',
      { prefer: 'handling=strict, anything, timezone=Mars/North' },
      400,
      {
        code: 'PGRST122',
        message: 'Invalid preferences given with handling=strict',
        details: 'Invalid preferences: anything, timezone=Mars/North',
      },
    ],
    [
      'a path of three',
      'GET /coins/1/2',
      {},
      404,
      {
        code: 'PGRST125',
        message: 'Invalid path specified in request URL',
        details: null,
        hint: null,
      },
    ],
    ['a cast to what is no type', 'GET /coins?select=id::nothing', {}, 400, { code: '42704' }],
    [
      'a method of its own',
      'PURGE /coins',
      {},
      405,
      { code: 'PGRST117', message: 'Unsupported HTTP method: PURGE' },
    ],
    [
      'depth without end',
      `GET /coins?and=${'(and'.repeat(200)}(id.eq.1)${')'.repeat(200)}`,
      {},
      400,
      { code: 'PGRST100' },
    ],
    [
      'selection without end',
      `GET /coins?select=${'a('.repeat(200)}${')'.repeat(200)}`,
      {},
      400,
      { code: 'PGRST100' },
    ],
    ['JSON paths of text', 'GET /coins?info->>a->b=eq.1', {}, 400, { code: '42703' }],
  ])('%s', async (...[, line, extras, status, expected]) => {
    const answer = await ask(rest, line, extras)
    expect(answer.body).toMatchObject(expected as object)
    expect(answer.status).toBe(status)
    const { code } = answer.body as { code: string }
    expect(answer.headers['proxy-status']).toBe(`PostgREST; error=${code}`)
  })
})
