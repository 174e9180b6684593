import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { service, userClient } from './testing/clients.ts'
import { ALICE, gallerySql } from './testing/gallery.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

const functionsSql = `
create function add(a int, b int default 10) returns int language sql immutable as 'select a + b';
create function greet() returns text language sql stable as $$ select 'hello' $$;
create function nothing_much() returns void language sql as '';
create function no_number() returns int language sql as 'select null::int';
create function count_to(n int) returns setof int language sql as 'select generate_series(1, n)';
create function tasks_of(project int) returns setof tasks language sql stable as 'select * from tasks where project_id = project';
create function one_task(task bigint) returns tasks language sql stable as 'select * from tasks where id = task';
create function summary() returns table (project text, tasks bigint) language sql stable as
  'select p.name, count(*) from projects p join tasks t on t.project_id = p.id group by 1 order by 1';
create function pair(out low int, out high text) language sql as $$ select 1, 'x' $$;
create function echo(json) returns json language sql as 'select $1';
create function nested(options jsonb, ids int[]) returns jsonb language sql immutable as
  $$ select jsonb_build_object('options', options, 'ids', ids) $$;
create function total(variadic ns int[]) returns bigint language sql immutable as 'select sum(n) from unnest(ns) n';
create function rename(task bigint, name text) returns void language sql as 'update tasks set title = name where id = task';
create function twice(a int) returns int language sql immutable as 'select a * 2';
create function twice(a text) returns text language sql immutable as 'select a || a';
create function refuse(reason text) returns void language plpgsql as
  $$ begin raise exception '%', reason using hint = 'try again', detail = 'because'; end $$;
create function teapot() returns text language plpgsql as
  $$ begin raise sqlstate 'PT418' using message = 'a teapot'; end $$;
create function created() returns text language sql volatile as
  $$ select set_config('response.status', '201', true); select set_config('response.headers', '[{"X-Made": "yes"}]', true) $$;
create function about() returns json language sql stable as
  $$ select json_build_object('method', current_setting('request.method'), 'path', current_setting('request.path'),
    'agent', current_setting('request.headers')::json->>'x-agent', 'cookie', current_setting('request.cookies')::json->>'k',
    'role', current_user, 'sub', auth.uid()) $$;
`

let rest: ServedRest
let alice: SupabaseClient
let everyone: SupabaseClient

beforeAll(async () => {
  rest = await serveRest(gallerySql + functionsSql)
  alice = await userClient(rest, ALICE)
  everyone = service(rest)
})
afterAll(() => rest.stop())

describe('a person calls a function', () => {
  it.each([
    ['with arguments by name', () => alice.rpc('add', { a: 1, b: 2 }), 3],
    ['leaving out what has a default', () => alice.rpc('add', { a: 1 }), 11],
    ['without arguments', () => alice.rpc('greet'), 'hello'],
    ['by GET', () => alice.rpc('add', { a: 1, b: 2 }, { get: true }), 3],
    ['that yields null', () => alice.rpc('no_number'), null],
    ['that yields a list of values', () => alice.rpc('count_to', { n: 3 }), [1, 2, 3]],
    ['that yields a row', () => alice.rpc('pair'), { low: 1, high: 'x' }],
    [
      'that yields a table',
      () => alice.rpc('summary'),
      [
        { project: 'Sea', tasks: 3 },
        { project: 'Sky', tasks: 1 },
      ],
    ],
    [
      'with one unnamed JSON argument',
      () => alice.rpc('echo', { any: ['thing'] }),
      { any: ['thing'] },
    ],
    [
      'with JSON and lists',
      () => alice.rpc('nested', { options: { a: [1] }, ids: [1, 2] }),
      { options: { a: [1] }, ids: [1, 2] },
    ],
    [
      'with lists by GET',
      () => alice.rpc('nested', { options: '{"a": 1}', ids: [3, 4] }, { get: true }),
      { options: { a: 1 }, ids: [3, 4] },
    ],
    ['with any number of arguments', () => alice.rpc('total', { ns: [1, 2, 3] }), 6],
  ])('%s', async (_how, query, expected) => {
    const { data, error } = await query()
    expect(error).toBeNull()
    expect(data).toEqual(expected)
  })

  it('that yields nothing', async () => {
    expect(await alice.rpc('nothing_much')).toMatchObject({ status: 204, data: null, error: null })
  })

  it('that changes rows, within their rights', async () => {
    await alice.rpc('rename', { task: 2, name: 'froth' })
    await alice.rpc('rename', { task: 5, name: 'mine' })
    const { data } = await everyone.from('tasks').select('title').in('id', [2, 5]).order('id')
    expect(data).toEqual([{ title: 'froth' }, { title: 'crater' }])
  })

  it('and filters, orders, embeds, counts and pages what it yields', async () => {
    const { data, count, error } = await alice
      .rpc('tasks_of', { project: 1 }, { count: 'exact' })
      .select('title,projects(name)')
      .neq('id', 2)
      .order('id', { ascending: false })
      .limit(1)
    expect(error).toBeNull()
    expect(count).toBe(2)
    expect(data).toEqual([{ title: 'gull', projects: { name: 'Sea' } }])
  })

  it('by GET, and filters what it yields', async () => {
    const { data, error } = await alice
      .rpc('tasks_of', { project: 1 }, { get: true })
      .select('id')
      .eq('id', 3)
      .single()
    expect(error).toBeNull()
    expect(data).toEqual({ id: 3 })
  })

  it('that yields one row of a table', async () => {
    const { data } = await alice.rpc('one_task', { task: 1 }).select('title,projects(name)')
    expect(data).toEqual({ title: 'wave', projects: { name: 'Sea' } })
  })

  it('only to count', async () => {
    const head = await alice.rpc('tasks_of', { project: 1 }, { head: true, count: 'exact' })
    expect(head).toMatchObject({ count: 3, data: null, error: null })
  })

  it('that knows who asks, and how', async () => {
    const token = await rest.token(ALICE)
    const headers = {
      Authorization: `Bearer ${token}`,
      apikey: rest.anonKey,
      'X-Agent': 'test',
      Cookie: 'k=v; l=m',
    }
    const response = await fetch(`${rest.url}/rest/v1/rpc/about`, { headers })
    expect(await response.json()).toEqual({
      method: 'GET',
      path: '/rpc/about',
      agent: 'test',
      cookie: 'v',
      role: 'authenticated',
      sub: ALICE,
    })
  })

  it('that chooses its status and headers', async () => {
    const response = await fetch(`${rest.url}/rest/v1/rpc/created`, {
      method: 'POST',
      headers: { apikey: rest.serviceKey },
    })
    expect(response.status).toBe(201)
    expect(response.headers.get('x-made')).toBe('yes')
  })
})

describe('a person is told', () => {
  it('that there is no such function', async () => {
    const { error, status } = await alice.rpc('addd', { a: 1, c: 2 })
    expect(status).toBe(404)
    expect(error).toEqual({
      code: 'PGRST202',
      message: 'Could not find the function public.addd(a, c) in the schema cache',
      details:
        'Searched for the function public.addd with parameters a, c or with a single unnamed json/jsonb parameter, but no matches were found in the schema cache.',
      hint: 'Perhaps you meant to call the function public.add',
    })
  })

  it('that there are two which fit', async () => {
    const { error, status } = await alice.rpc('twice', { a: 1 })
    expect(status).toBe(300)
    expect(error).toMatchObject({
      code: 'PGRST203',
      message:
        'Could not choose the best candidate function between: public.twice(a => integer), public.twice(a => text)',
    })
  })

  it('what the function says', async () => {
    const { error, status } = await alice.rpc('refuse', { reason: 'no' })
    expect(status).toBe(400)
    expect(error).toEqual({ code: 'P0001', message: 'no', details: 'because', hint: 'try again' })
    expect((await alice.rpc('teapot')).status).toBe(418)
  })

  it('that GET changes nothing', async () => {
    const { error, status } = await alice.rpc('rename', { task: 1, name: 'x' }, { get: true })
    expect(status).toBe(405)
    expect(error?.code).toBe('25006')
  })

  it('that a function is not for PATCH', async () => {
    const response = await fetch(`${rest.url}/rest/v1/rpc/greet`, { method: 'PATCH' })
    expect(response.status).toBe(405)
    expect(await response.json()).toMatchObject({ code: 'PGRST101' })
  })
})
