import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { ask, type Extras } from './testing/ask.ts'
import { museumSql } from './testing/museum.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

const functionsSql = `
create domain "text/plain" as text;
create domain "image/png" as bytea;
create domain "*/*" as bytea;
create function plain() returns "text/plain" language sql stable as $$ select 'héllo' $$;
create function picture() returns "image/png" language sql stable as $$ select '\\x89504e47'::bytea $$;
create function anything() returns "*/*" language sql stable as $$ select 'raw'::bytea $$;
create function echo_text(text) returns text language sql stable as 'select $1';
create function echo_bytes(bytea) returns text language sql stable as $$ select encode($1, 'hex') $$;
create function echo_json(jsonb) returns jsonb language sql stable as 'select $1';
create function either(a int) returns text language sql stable as $$ select 'named' $$;
create function either(json) returns text language sql stable as $$ select 'unnamed' $$;
create function defaults(a int default 1, b text default 'x') returns text language sql stable as 'select a || b';
create function strict_args(a int, b int default 2) returns int language sql stable as 'select a + b';
create function over(a int) returns text language sql stable as $$ select 'one' $$;
create function over(a int, b int) returns text language sql stable as $$ select 'two' $$;
create function twice(a int) returns int language sql as 'select a * 2';
create function twice(a text) returns text language sql as 'select a || a';
create function spread(variadic ns int[]) returns int[] language sql stable as 'select ns';
create function spread_or_not(variadic ns int[] default '{}') returns int[] language sql stable as 'select ns';
create function in_out(inout a int, out b text) language sql stable as $$ select a + 1, 'b' $$;
create function nothing() returns void language sql as '';
create function null_text() returns text language sql stable as 'select null::text';
create function one_artist(a int) returns artists language sql stable as 'select * from artists where id = a';
create function no_artist() returns artists language sql stable as 'select * from artists where false';
create function artists_of(c text) returns setof artists language sql stable as 'select * from artists where country = c';
create function table_of() returns table (n int, sq int) language sql stable as 'select n, n * n from generate_series(1, 5) n';
create function numbers() returns setof int language sql stable as 'select generate_series(1, 3)';
create function listed() returns int[] language sql stable as 'select array[1, 2]';
create function mood() returns medium language sql stable as $$ select 'ink'::medium $$;
create function change_it() returns int language sql volatile as $$ update artists set name = name where id = 1 returning id $$;
create function claims() returns json language sql stable as $$ select current_setting('request.jwt.claims')::json $$;
create function where_am_i() returns text language sql stable as $$ select current_setting('request.method') || ' ' || current_setting('request.path') $$;
create function say(status text, headers text) returns int language sql volatile as $$
  select set_config('response.status', status, true); select set_config('response.headers', headers, true); select 1 $$;
create function raise_it(code text, message text, detail text, hint text default '') returns int
  language plpgsql stable as $$ begin
    raise exception using errcode = code, message = message, detail = detail, hint = hint; end $$;
create function raise_full() returns int language plpgsql stable as $$ begin
  raise sqlstate 'PGRST' using
    message = '{"code": "123", "message": "ABC", "details": "DEF", "hint": "XYZ"}',
    detail = '{"status": 418, "headers": {"X-Tea": "green"}}'; end $$;
create function nap() returns int language sql volatile set statement_timeout = '20ms' as $$ select 1 from pg_sleep(5) $$;
`

let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(museumSql + functionsSql)
})
afterAll(() => rest.stop())

const form = 'application/x-www-form-urlencoded'
const octets = 'application/octet-stream'

describe('a call yields', () => {
  it.each<[string, string, Extras, unknown]>([
    ['by name', 'POST /rpc/strict_args', { body: { a: 1 } }, 3],
    ['by form', 'POST /rpc/strict_args', { body: 'a=1&b=5', type: form }, 6],
    ['by URL', 'GET /rpc/strict_args?a=1&b=3', {}, 4],
    ['nothing given', 'POST /rpc/defaults', {}, '1x'],
    ['the first of a list', 'POST /rpc/strict_args', { body: [{ a: 4 }, { a: 5 }] }, 6],
    ['the columns that count', 'POST /rpc/strict_args?columns=a', { body: { a: 1, z: 1 } }, 3],
    ['an overload by its names', 'POST /rpc/over', { body: { a: 1, b: 1 } }, 'two'],
    ['the other', 'POST /rpc/over', { body: { a: 1 } }, 'one'],
    ['the named before the unnamed', 'POST /rpc/either', { body: { a: 1 } }, 'named'],
    ['the unnamed otherwise', 'POST /rpc/either', { body: { b: 1 } }, 'unnamed'],
    ['for a whole object', 'POST /rpc/echo_json', { body: { a: [1] } }, { a: [1] }],
    ['for a whole list', 'POST /rpc/echo_json', { body: [1, 2] }, [1, 2]],
    ['for a text', 'POST /rpc/echo_text', { body: 'any "text"', type: 'text/plain' }, 'any "text"'],
    ['for bytes', 'POST /rpc/echo_bytes', { body: 'AB', type: octets }, '4142'],
    ['for any number', 'POST /rpc/spread', { body: { ns: [1, 2] } }, [1, 2]],
    ['for any number by URL', 'GET /rpc/spread?ns=1&ns=2', {}, [1, 2]],
    ['for any number by form', 'POST /rpc/spread', { body: 'ns=3&ns=4', type: form }, [3, 4]],
    ['for no number', 'POST /rpc/spread_or_not', {}, []],
    ['the last of a name given twice', 'GET /rpc/strict_args?a=1&a=2', {}, 4],
    ['in and out', 'POST /rpc/in_out', { body: { a: 1 } }, { a: 2, b: 'b' }],
    ['null', 'POST /rpc/null_text', {}, null],
    ['a row', 'GET /rpc/one_artist?a=1&select=name', {}, { name: 'Rembrandt' }],
    ['a list', 'GET /rpc/listed', {}, [1, 2]],
    ['an enum', 'GET /rpc/mood', {}, 'ink'],
    ['values', 'GET /rpc/numbers', {}, [1, 2, 3]],
    ['rows, filtered by URL', 'GET /rpc/artists_of?c=nl&name=like.R*&select=id', {}, [{ id: 1 }]],
    [
      'rows, filtered after POST',
      'POST /rpc/artists_of?name=like.M*&select=id,c:country',
      { body: { c: 'nl' } },
      [{ id: 3, c: 'nl' }],
    ],
    [
      'a table, ordered and cut',
      'GET /rpc/table_of?order=n.desc&limit=2&offset=1&select=sq',
      {},
      [{ sq: 16 }, { sq: 9 }],
    ],
    [
      'a table, by logic',
      'GET /rpc/table_of?or=(n.eq.1,sq.eq.25)&select=n',
      {},
      [{ n: 1 }, { n: 5 }],
    ],
    [
      'one of a set',
      'GET /rpc/table_of?n=eq.2',
      { accept: 'application/vnd.pgrst.object+json' },
      { n: 2, sq: 4 },
    ],
    ['where it is', 'GET /rpc/where_am_i', {}, 'GET /rpc/where_am_i'],
    ['CSV', 'GET /rpc/table_of?limit=2', { accept: 'text/csv' }, 'n,sq\n1,1\n2,4'],
  ])('%s: %s', async (...[, line, extras, expected]) => {
    const { status, body } = await ask(rest, line, extras)
    expect(body).toEqual(expected)
    expect(status).toBe(200)
  })

  it('a part of a set, and its place', async () => {
    const answer = await ask(rest, 'GET /rpc/table_of?select=n', {
      prefer: 'count=exact',
      headers: { Range: '1-2' },
    })
    expect(answer).toMatchObject({ status: 206, body: [{ n: 2 }, { n: 3 }] })
    expect(answer.headers['content-range']).toBe('1-2/5')
  })

  it('nothing, with 204', async () => {
    expect(await ask(rest, 'POST /rpc/nothing')).toMatchObject({ status: 204, body: '' })
  })

  it('no body to HEAD', async () => {
    const answer = await ask(rest, 'HEAD /rpc/table_of', { prefer: 'count=exact' })
    expect(answer).toMatchObject({ status: 200, body: '', headers: { 'content-range': '0-4/5' } })
  })

  it('what it says it is, to whom likes that', async () => {
    const of = async (name: string, accept: string) => {
      const { headers, body } = await ask(rest, `GET /rpc/${name}`, { accept })
      return [headers['content-type'], body]
    }
    expect(await of('plain', 'text/plain')).toEqual(['text/plain; charset=utf-8', 'héllo'])
    expect(await of('plain', '*/*')).toEqual(['application/json; charset=utf-8', 'héllo'])
    expect(await of('anything', 'text/html')).toEqual(['text/html; charset=utf-8', 'raw'])
    expect((await of('null_text', 'text/plain'))[1]).toMatchObject({ code: 'PGRST107' })
    const response = await fetch(`${rest.url}/rest/v1/rpc/picture`, {
      headers: { Accept: 'image/png' },
    })
    expect(response.headers.get('content-type')).toBe('image/png')
    expect(Buffer.from(await response.arrayBuffer()).toString('hex')).toBe('89504e47')
  })

  it('the status and the headers that it chose', async () => {
    const answer = await ask(rest, 'POST /rpc/say', {
      body: { status: '202', headers: '[{"Content-Type": "text/x"}, {"X-A": "1"}, {"X-A": "2"}]' },
    })
    expect(answer.status).toBe(202)
    expect(answer.headers).toMatchObject({ 'content-type': 'text/x', 'x-a': '1, 2' })
  })

  it('its methods', async () => {
    expect((await ask(rest, 'OPTIONS /rpc/nothing')).headers).toMatchObject({
      allow: 'OPTIONS,POST',
    })
    expect((await ask(rest, 'OPTIONS /rpc/numbers')).headers).toMatchObject({
      allow: 'OPTIONS,GET,HEAD,POST',
    })
  })
})

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
