import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type Extras } from './testing/ask.ts'
import { functionsSql } from './testing/functions.ts'
import { museumSql } from './testing/museum.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(museumSql + functionsSql)
})
afterAll(() => rest.stop())

const octets = 'application/octet-stream'

describe('a call is refused', () => {
  const none = (what: string) =>
    `Searched for the function public.${what}, but no matches were found in the schema cache.`

  it.each<[string, string, Extras, number, unknown]>([
    [
      'no such name',
      'POST /rpc/defualts',
      { body: {} },
      404,
      {
        code: 'PGRST202',
        message:
          'Could not find the function public.defualts without parameters in the schema cache',
        details: none('defualts without parameters or with a single unnamed json/jsonb parameter'),
        hint: 'Perhaps you meant to call the function public.defaults',
      },
    ],
    [
      'no such name by URL',
      'GET /rpc/zzz?b=1&a=2',
      {},
      404,
      {
        code: 'PGRST202',
        message: 'Could not find the function public.zzz(a, b) in the schema cache',
        details: none('zzz with parameters a, b'),
        hint: null,
      },
    ],
    [
      'other parameters',
      'POST /rpc/over',
      { body: { a: 1, c: 1 } },
      404,
      {
        code: 'PGRST202',
        details: none('over with parameters a, c or with a single unnamed json/jsonb parameter'),
        hint: 'Perhaps you meant to call the function public.over(a, b)',
      },
    ],
    [
      'one parameter',
      'GET /rpc/over?d=1',
      {},
      404,
      { code: 'PGRST202', details: none('over with parameter d') },
    ],
    [
      'a text',
      'POST /rpc/over',
      { body: 'x', type: 'text/plain' },
      404,
      {
        code: 'PGRST202',
        message: 'Could not find the function public.over in the schema cache',
        details: none('over with a single unnamed text parameter'),
        hint: null,
      },
    ],
    [
      'bytes',
      'POST /rpc/over',
      { body: 'x', type: octets },
      404,
      { details: none('over with a single unnamed bytea parameter') },
    ],
    [
      'two that fit',
      'POST /rpc/twice',
      { body: { a: 1 } },
      300,
      {
        code: 'PGRST203',
        message:
          'Could not choose the best candidate function between: public.twice(a => integer), public.twice(a => text)',
        details: null,
        hint: 'Try renaming the parameters or the function itself in the database so function overloading can be resolved',
      },
    ],
    [
      'a change by GET',
      'GET /rpc/change_it',
      {},
      405,
      { code: '25006', message: 'cannot execute UPDATE in a read-only transaction' },
    ],
    [
      'PUT',
      'PUT /rpc/nothing',
      { body: {} },
      405,
      { code: 'PGRST101', message: 'Cannot use the PUT method on RPC' },
    ],
    ['DELETE', 'DELETE /rpc/nothing', {}, 405, { code: 'PGRST101' }],
    [
      'no JSON',
      'POST /rpc/over',
      { body: '{' },
      400,
      { code: 'PGRST102', message: 'Empty or invalid json' },
    ],
    ['a wrong value', 'POST /rpc/strict_args', { body: { a: 'x' } }, 400, { code: '22P02' }],
    [
      'a limit on what is no set',
      'POST /rpc/nothing',
      { prefer: 'handling=strict, max-affected=1' },
      400,
      { code: 'PGRST128' },
    ],
    [
      'a bad status',
      'POST /rpc/say',
      { body: { status: 'x', headers: '' } },
      500,
      { code: 'PGRST112', message: 'response.status guc must be a valid status code' },
    ],
    [
      'bad headers',
      'POST /rpc/say',
      { body: { status: '200', headers: '{"a": "b"}' } },
      500,
      {
        code: 'PGRST111',
        message:
          'response.headers guc must be a JSON array composed of objects with a single key and a string value',
      },
    ],
    [
      'headers of two keys',
      'POST /rpc/say',
      { body: { status: '200', headers: '[{"a": "b", "c": "d"}]' } },
      500,
      { code: 'PGRST111' },
    ],
    [
      'a header with another in it',
      'POST /rpc/say',
      { body: { status: '200', headers: '[{"a": "b\\r\\nset-cookie: c"}]' } },
      500,
      { code: 'PGRST111' },
    ],
    [
      'what it says in full',
      'GET /rpc/raise_full',
      {},
      418,
      { code: '123', message: 'ABC', details: 'DEF', hint: 'XYZ' },
    ],
    [
      'too long a nap',
      'POST /rpc/nap',
      {},
      500,
      { code: '57014', message: 'canceling statement due to statement timeout' },
    ],
  ])('%s', async (...[, line, extras, status, expected]) => {
    const answer = await ask(rest, line, extras)
    expect(answer.body).toMatchObject(expected as object)
    expect(answer.status).toBe(status)
  })

  it('with the headers that it says', async () => {
    expect((await ask(rest, 'GET /rpc/raise_full')).headers['x-tea']).toBe('green')
  })

  it.each<[string, number]>([
    ['P0001', 400],
    ['P0002', 500],
    ['PT404', 404],
    ['PT301', 301],
    ['PTABC', 500],
    ['08000', 503],
    ['09000', 500],
    ['0L000', 403],
    ['0P000', 403],
    ['21000', 500],
    ['22023', 400],
    ['23503', 409],
    ['23505', 409],
    ['23514', 400],
    ['25000', 500],
    ['25006', 405],
    ['28000', 403],
    ['2D000', 500],
    ['38000', 500],
    ['39000', 500],
    ['3B000', 500],
    ['40001', 500],
    ['42501', 403],
    ['42883', 404],
    ['42P01', 404],
    ['42P17', 500],
    ['42601', 400],
    ['53000', 503],
    ['53400', 500],
    ['54000', 500],
    ['55000', 500],
    ['57014', 500],
    ['57P01', 503],
    ['58000', 500],
    ['F0000', 500],
    ['HV000', 500],
    ['XX000', 500],
    ['ZZ999', 400],
  ])('with the status of %s', async (code, status) => {
    const { status: got, body } = await ask(rest, 'POST /rpc/raise_it', {
      body: { code, message: 'm', detail: 'd', hint: 'h' },
    })
    expect(body).toEqual({ code, message: 'm', details: 'd', hint: 'h' })
    expect(got).toBe(status)
  })

  it.each<[string, string, string]>([
    ['no', '{}', "Invalid JSON value for MESSAGE: 'no'"],
    ['{"code": "1", "message": "m"}', 'no', "Invalid JSON value for DETAIL: 'no'"],
    [
      '{"code": "1", "message": "m"}',
      '{"status": 400}',
      `Invalid JSON value for DETAIL: '{"status": 400}'`,
    ],
  ])(
    'with PGRST121 when what it raises is not in form: %s %s',
    async (message, detail, details) => {
      const answer = await ask(rest, 'POST /rpc/raise_it', {
        body: { code: 'PGRST', message, detail },
      })
      expect(answer.status).toBe(500)
      expect(answer.body).toMatchObject({
        code: 'PGRST121',
        message: `Could not parse JSON in the "RAISE SQLSTATE 'PGRST'" error`,
        details,
        hint: expect.stringMatching(/must be a JSON object with obligatory keys/),
      })
    },
  )
})
