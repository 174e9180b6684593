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

describe('a request writes', () => {
  // In order: each finds what the one before has left.
  it.each<[string, string, Extras, unknown]>([
    [
      'a row',
      'POST /coins',
      { body: { id: 3, worth: 1 } },
      { status: 201, body: '', headers: { 'content-range': '*/*' } },
    ],
    [
      'a row, and sees it',
      'POST /coins?select=id,face,twice',
      { body: { id: 4, worth: 4 }, prefer: 'return=representation' },
      {
        status: 201,
        body: [{ id: 4, face: 'head', twice: 8 }],
        headers: {
          'preference-applied': 'return=representation',
          'content-type': 'application/json; charset=utf-8',
        },
      },
    ],
    [
      'rows, and counts them',
      'POST /coins',
      { body: [{ id: 5 }, { id: 6 }], prefer: 'count=exact,return=minimal' },
      {
        status: 201,
        body: '',
        headers: { 'content-range': '*/2', 'preference-applied': 'return=minimal, count=exact' },
      },
    ],
    [
      'no rows',
      'POST /coins?select=id',
      { body: [], prefer: 'return=representation' },
      { status: 201, body: [] },
    ],
    [
      'some of the columns sent',
      'POST /coins?columns=id,worth&select=id,face',
      { body: [{ id: 7, worth: 1, face: 'x', other: 1 }], prefer: 'return=representation' },
      { status: 201, body: [{ id: 7, face: 'head' }] },
    ],
    [
      'missing columns as null',
      'POST /coins?columns=id,face&select=id,face',
      { body: [{ id: 8 }, { id: 9, face: 'f' }], prefer: 'return=representation' },
      {
        status: 201,
        body: [
          { id: 8, face: null },
          { id: 9, face: 'f' },
        ],
      },
    ],
    [
      'missing columns by default',
      'POST /coins?columns=id,face&select=id,face',
      {
        body: [{ id: 10 }, { id: 11, face: 'f' }],
        prefer: 'return=representation, missing=default',
      },
      {
        status: 201,
        body: [
          { id: 10, face: 'head' },
          { id: 11, face: 'f' },
        ],
        headers: { 'preference-applied': 'missing=default, return=representation' },
      },
    ],
    [
      'CSV',
      'POST /coins?select=id,face,worth',
      {
        body: 'id,face,worth\n12,"a ""b"", c",3\n13,NULL,4\n',
        type: 'text/csv',
        prefer: 'return=representation',
      },
      {
        status: 201,
        body: [
          { id: 12, face: 'a "b", c', worth: 3 },
          { id: 13, face: null, worth: 4 },
        ],
      },
    ],
    [
      'a form',
      'POST /coins?select=id,face',
      {
        body: 'id=14&face=a+b%26c',
        type: 'application/x-www-form-urlencoded',
        prefer: 'return=representation',
      },
      { status: 201, body: [{ id: 14, face: 'a b&c' }] },
    ],
    [
      'and learns where',
      'POST /pairs',
      { body: { a: 2, b: 3 }, prefer: 'return=headers-only' },
      {
        status: 201,
        body: '',
        headers: { location: '/pairs?a=eq.2&b=eq.3', 'preference-applied': 'return=headers-only' },
      },
    ],
    [
      'a view, and learns where',
      'POST /modern_works',
      { body: { id: 60, name: 'V', year: 1950, price: 1 }, prefer: 'return=headers-only' },
      { status: 201, headers: { location: '/modern_works?id=eq.60' } },
    ],
    [
      'a merge',
      'POST /pairs?select=a,note',
      {
        body: [
          { a: 1, b: 1, note: 'uno' },
          { a: 3, b: 3, note: 'x' },
        ],
        prefer: 'resolution=merge-duplicates,return=representation',
      },
      {
        status: 201,
        body: [
          { a: 1, note: 'uno' },
          { a: 3, note: 'x' },
        ],
        headers: { 'preference-applied': 'resolution=merge-duplicates, return=representation' },
      },
    ],
    [
      'a merge of what was there',
      'POST /pairs',
      { body: { a: 1, b: 1, note: 'ein' }, prefer: 'resolution=merge-duplicates' },
      { status: 200 },
    ],
    [
      'around what was there',
      'POST /pairs?select=a',
      {
        body: [
          { a: 1, b: 1 },
          { a: 4, b: 4 },
        ],
        prefer: 'resolution=ignore-duplicates,return=representation',
      },
      { status: 201, body: [{ a: 4 }] },
    ],
    [
      'a merge by other columns',
      'POST /works?on_conflict=artist_id,title&select=id,price',
      {
        body: { artist_id: 1, title: 'Night Watch', price: 1 },
        prefer: 'resolution=merge-duplicates,return=representation',
      },
      { status: 200, body: [{ id: 1, price: 1 }] },
    ],
    [
      'one row anew by PUT',
      'PUT /pairs?a=eq.5&b=eq.5',
      { body: { a: 5, b: 5, note: 'n' }, prefer: 'return=representation' },
      { status: 201, body: [{ a: 5, b: 5, note: 'n' }] },
    ],
    [
      'one row again by PUT',
      'PUT /pairs?a=eq.5&b=eq.5',
      { body: { a: 5, b: 5, note: 'm' }, prefer: 'return=representation', accept: SINGLE },
      { status: 200, body: { a: 5, b: 5, note: 'm' } },
    ],
    [
      'by PUT, silently',
      'PUT /pairs?a=eq.5&b=eq.5',
      { body: [{ a: 5, b: 5, note: 'o' }] },
      { status: 204, body: '' },
    ],
    [
      'a change',
      'PATCH /coins?id=eq.1',
      { body: { worth: 6 } },
      { status: 204, body: '', headers: { 'content-range': '0-0/*' } },
    ],
    [
      'a change, and sees it',
      'PATCH /coins?id=in.(1,2)&select=id,twice&order=id.desc',
      { body: { worth: 9 }, prefer: 'return=representation,count=exact' },
      {
        status: 200,
        body: [
          { id: 2, twice: 18 },
          { id: 1, twice: 18 },
        ],
        headers: { 'content-range': '0-1/2' },
      },
    ],
    [
      'a change of nothing',
      'PATCH /coins?id=eq.99',
      { body: { worth: 6 }, prefer: 'return=representation' },
      { status: 200, body: [], headers: { 'content-range': '*/*' } },
    ],
    ['a change without a column', 'PATCH /coins?id=eq.1', { body: {} }, { status: 204 }],
    [
      'a change through a view',
      'PATCH /modern_works?id=eq.60&select=name',
      { body: { name: 'W' }, prefer: 'return=representation' },
      { status: 200, body: [{ name: 'W' }] },
    ],
    [
      'few enough changes',
      'PATCH /coins?id=lt.3',
      { body: { worth: 1 }, prefer: 'handling=strict, max-affected=2' },
      { status: 204, headers: { 'preference-applied': 'handling=strict, max-affected=2' } },
    ],
    [
      'away',
      'DELETE /coins?id=eq.14&select=id',
      { prefer: 'return=representation' },
      { status: 200, body: [{ id: 14 }], headers: { 'content-range': '*/*' } },
    ],
    [
      'away, silently',
      'DELETE /coins?id=eq.13',
      { prefer: 'count=exact' },
      { status: 204, body: '', headers: { 'content-range': '*/1' } },
    ],
    [
      'for good, whatever tx says',
      'DELETE /coins?id=eq.12',
      { prefer: 'tx=rollback' },
      { status: 204 },
    ],
    ['(it is gone)', 'GET /coins?id=eq.12', {}, { status: 200, body: [] }],
    [
      'a row of a partitioned table',
      'POST /visits?select=id',
      { body: { id: 9, day: '2026-01-01', room_id: 1 }, prefer: 'return=representation' },
      { status: 201, body: [{ id: 9 }] },
    ],
    [
      'a row of defaults',
      'POST /logs?select=line',
      { body: {}, prefer: 'return=representation' },
      { status: 201, body: [{ line: '-' }] },
    ],
    [
      'a row into a table without a key',
      'POST /loose',
      { body: { a: 1 }, prefer: 'return=headers-only,resolution=merge-duplicates' },
      { status: 201 },
    ],
  ])('%s', async (...[, line, extras, expected]) => {
    expect(await ask(rest, line, extras)).toMatchObject(expected as object)
  })
})
