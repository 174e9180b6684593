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

describe('an answer comes', () => {
  it.each<[string, string, Extras, unknown]>([
    [
      'as one object',
      'GET /coins?id=eq.2&select=id,face',
      { accept: SINGLE },
      {
        status: 200,
        body: { id: 2, face: null },
        headers: { 'content-type': `${SINGLE}; charset=utf-8` },
      },
    ],
    [
      'without nulls',
      'GET /coins?id=eq.2&select=id,face',
      { accept: 'application/vnd.pgrst.array+json;nulls=stripped' },
      {
        body: [{ id: 2 }],
        headers: {
          'content-type': 'application/vnd.pgrst.array+json; nulls=stripped; charset=utf-8',
        },
      },
    ],
    [
      'as one object without nulls',
      'GET /coins?id=eq.2&select=id,face',
      { accept: `${SINGLE};nulls=stripped` },
      { body: { id: 2 } },
    ],
    [
      'as CSV',
      'GET /works?select=id,title,tags&id=in.(1,4)&order=id',
      { accept: 'text/csv' },
      {
        body: 'id,title,tags\n1,"Night Watch","{big,dark}"\n4,"Evening, ""Red"" Tree",{}',
        headers: { 'content-type': 'text/csv; charset=utf-8' },
      },
    ],
    [
      'as CSV of nothing',
      'GET /works?id=eq.0',
      { accept: 'text/csv' },
      { status: 200, body: '\n' },
    ],
    [
      'as CSV of what was written',
      'PATCH /coins?id=eq.1&select=id,worth',
      { accept: 'text/csv', prefer: 'return=representation', body: { worth: 3 } },
      { status: 200, body: 'id,worth\n1,3' },
    ],
    [
      'in the form liked best',
      'GET /coins?id=eq.1&select=id',
      { accept: 'text/csv;q=0.5, application/json' },
      { body: [{ id: 1 }] },
    ],
    [
      'in the time zone that is asked for',
      'GET /coins?id=eq.1&select=made',
      { prefer: 'timezone=Asia/Tokyo' },
      {
        body: [{ made: '2026-01-01T21:00:00+09:00' }],
        headers: { 'preference-applied': 'timezone=Asia/Tokyo' },
      },
    ],
    [
      'in UTC',
      'GET /coins?id=eq.1&select=made',
      { prefer: 'timezone=Mars/North' },
      { body: [{ made: '2026-01-01T12:00:00+00:00' }] },
    ],
    [
      'with its place',
      'GET /coins?select=id&id=eq.1',
      {},
      { headers: { 'content-location': '/coins?id=eq.1&select=id', 'content-range': '0-0/*' } },
    ],
    [
      'with its schema, when that was asked for',
      'GET /coins?id=eq.1',
      { headers: { 'Accept-Profile': 'public' } },
      { headers: { 'content-profile': 'public' } },
    ],
    [
      'without a body to HEAD',
      'HEAD /coins?id=lt.3',
      { prefer: 'count=exact' },
      {
        status: 200,
        body: '',
        headers: { 'content-range': '0-1/2', 'content-type': 'application/json; charset=utf-8' },
      },
    ],
    [
      'with the methods of a table',
      'OPTIONS /coins',
      {},
      { status: 200, headers: { allow: 'OPTIONS,GET,HEAD,POST,PUT,PATCH,DELETE' } },
    ],
    [
      'with the methods of a view that only shows',
      'OPTIONS /artist_totals',
      {},
      { headers: { allow: 'OPTIONS,GET,HEAD' } },
    ],
  ])('%s', async (...[, line, extras, expected]) => {
    expect(await ask(rest, line, extras)).toMatchObject(expected as object)
  })
})
