import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { ask } from './testing/ask.ts'
import { service } from './testing/clients.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

const sql = `
create schema api;
create schema hidden;
grant usage on schema api, hidden to anon, authenticated, service_role;
create table hidden.people (id int primary key, name text);
create table hidden.posts (id int primary key, person_id int references hidden.people);
create view api.people as select * from hidden.people;
create view api.posts as select * from hidden.posts;
create table public.notes (id int primary key, body text);
create table api.notes (id int primary key, title text default current_setting('search_path'));
create function api.which() returns text language sql stable as $$ select 'api' $$;
create function public.which() returns text language sql stable as $$ select 'public' $$;
create function public.setting(name text) returns text language sql stable as $$ select current_setting(name, true) $$;
create function public.nap() returns int language sql stable as $$ select 1 from pg_sleep(5) $$;
grant all on all tables in schema api, hidden to anon, authenticated, service_role;
insert into hidden.people values (1, 'Ann');
insert into hidden.posts values (7, 1);
insert into public.notes values (1, 'p');
insert into api.notes values (1, 'a');
`

let rest: ServedRest
beforeAll(async () => {
  rest = await serveRest(sql, { schemas: ['public', 'api'] })
})
afterAll(() => rest.stop())

describe('a schema', () => {
  it('is the first that is exposed, unless another is asked for', async () => {
    const first = await ask(rest, 'GET /notes')
    expect(first).toMatchObject({ body: [{ body: 'p' }], headers: { 'content-profile': 'public' } })
    const { data } = await service(rest).schema('api').from('notes').select('title')
    expect(data).toEqual([{ title: 'a' }])
  })

  it('is chosen by one header to read and another to write', async () => {
    const profile = (name: string) => ({ headers: { [name]: 'api' } })
    const read = await ask(rest, 'GET /notes?select=title', profile('Accept-Profile'))
    expect(read).toMatchObject({ body: [{ title: 'a' }], headers: { 'content-profile': 'api' } })
    expect((await ask(rest, 'GET /notes?select=body', profile('Content-Profile'))).body).toEqual([
      { body: 'p' },
    ])
    const written = await ask(rest, 'POST /notes?select=title', {
      ...profile('Content-Profile'),
      body: { id: 2 },
      prefer: 'return=representation',
    })
    expect(written.body).toEqual([{ title: '"api", "public", "extensions"' }])
  })

  it('has functions of its own', async () => {
    expect((await service(rest).rpc('which')).data).toBe('public')
    expect((await service(rest).schema('api').rpc('which')).data).toBe('api')
  })

  it('relates its views by the keys of tables elsewhere', async () => {
    const { data } = await service(rest).schema('api').from('people').select('name,posts(id)')
    expect(data).toEqual([{ name: 'Ann', posts: [{ id: 7 }] }])
  })

  it('that is not exposed is refused', async () => {
    const { error, status } = await service(rest).schema('hidden').from('people').select()
    expect(status).toBe(406)
    expect(error).toEqual({
      code: 'PGRST106',
      message: 'Invalid schema: hidden',
      details: null,
      hint: 'Only the following schemas are exposed: public, api',
    })
  })

  it('is described at the root', async () => {
    const root = await ask(rest, 'GET /', { headers: { 'Accept-Profile': 'api' } })
    expect(root).toMatchObject({
      status: 200,
      headers: { 'content-type': 'application/openapi+json; charset=utf-8' },
      body: {
        swagger: '2.0',
        paths: { '/notes': { get: {}, post: {} }, '/rpc/which': { get: {}, post: {} } },
        definitions: {
          notes: {
            required: ['id'],
            properties: {
              id: {
                format: 'integer',
                type: 'integer',
                description: expect.stringContaining('<pk/>'),
              },
              title: { format: 'text', type: 'string' },
            },
          },
        },
      },
    })
    expect((await ask(rest, 'DELETE /')).body).toMatchObject({ code: 'PGRST117' })
  })

  it('is the one that a refusal names', async () => {
    const api = service(rest).schema('api')
    expect((await api.from('note').select()).error).toMatchObject({
      message: "Could not find the table 'api.note' in the schema cache",
      hint: "Perhaps you meant the table 'api.notes'",
    })
    expect((await api.rpc('setting', { name: 'x' })).error?.message).toBe(
      'Could not find the function api.setting(name) in the schema cache',
    )
  })
})

describe('a request runs with', () => {
  const setting = async (name: string, headers: Record<string, string> = {}) =>
    (await ask(rest, `GET /rpc/setting?name=${name}`, { headers })).body

  it('what it says of itself', async () => {
    expect(await setting('request.method')).toBe('GET')
    expect(await setting('request.path')).toBe('/rpc/setting')
    const claims = JSON.parse(String(await setting('request.jwt.claims'))) as { role: string }
    expect(claims.role).toBe('service_role')
    const headers = JSON.parse(
      String(await setting('request.headers', { 'X-Mine': 'ü' })),
    ) as Record<string, string>
    expect(Object.keys(headers)).toContain('x-mine')
    expect(await setting('search_path')).toBe('"public", "extensions"')
  })

  it('the settings of its role, once the schema was read anew', async () => {
    const { rows } = await rest.db.query('select current_database() as name')
    const database = rows[0]?.['name'] ?? ''
    await rest.db.query(`alter role anon in database ${database} set statement_timeout = '30ms'`)
    await rest.db.query(`notify pgrst, 'reload config'`)
    const asAnon = { headers: { apikey: rest.anonKey } }
    await expect
      .poll(async () => (await ask(rest, 'GET /rpc/setting?name=statement_timeout', asAnon)).body)
      .toBe('30ms')
    const answer = await ask(rest, 'GET /rpc/nap', asAnon)
    expect(answer.status).toBe(500)
    expect(answer.body).toMatchObject({
      code: '57014',
      message: 'canceling statement due to statement timeout',
    })
    expect(await setting('statement_timeout')).toBe('0')
  })
})

describe('a change of the schema', () => {
  it('by a session that makes no event is seen after a notice', async () => {
    const path = '/people?select=name,age'
    const read = () => ask(rest, `GET ${path}`, { headers: { 'Accept-Profile': 'api' } })
    expect((await read()).body).toMatchObject({ code: '42703' })
    await rest.db.query(`
      set event_triggers = off;
      alter table hidden.people add constraint elders check (true);
      create or replace view api.people as select *, 7 as age from hidden.people;
      set event_triggers = on; notify pgrst, 'reload schema'`)
    expect((await read()).body).toEqual([{ name: 'Ann', age: 7 }])
  })

  it('of a view makes its relationships anew', async () => {
    const api = service(rest).schema('api')
    await rest.db.query(
      'create or replace view api.writers as select id as writer from hidden.people',
    )
    await rest.db.query('grant select on api.writers to service_role')
    expect((await api.from('writers').select('posts(id)')).data).toEqual([{ posts: [{ id: 7 }] }])
    await rest.db.query('drop view api.writers')
    expect((await api.from('writers').select()).error?.code).toMatch(/^(PGRST205|42P01)$/)
  })

  it('of a type is no matter to a request that came before, again and again', async () => {
    await rest.db.query('create table typed (id int primary key, code int)')
    await rest.db.query('insert into typed values (1, 7)')
    const read = async (code: string) =>
      (await ask(rest, `GET /typed?select=code&code=eq.${code}`)).body
    for (let n = 0; n < 8; n += 1) expect(await read('7')).toEqual([{ code: 7 }])
    await rest.db.query(`alter table typed alter code type text using 'x' || code`)
    for (let n = 0; n < 3; n += 1) expect(await read('x7')).toEqual([{ code: 'x7' }])
    await rest.db.query('alter table typed alter code type numeric using 1.5')
    for (let n = 0; n < 3; n += 1) expect(await read('1.5')).toEqual([{ code: 1.5 }])
    expect(await read('x')).toMatchObject({ code: '22P02' })
  })

  it('is not read anew for every name that is missed', async () => {
    const reads = vi.spyOn(rest.db, 'transaction')
    for (let n = 0; n < 5; n += 1) {
      expect((await ask(rest, `GET /nowhere_${n}`)).body).toMatchObject({ code: 'PGRST205' })
    }
    const made = reads.mock.calls.length
    reads.mockRestore()
    expect(made).toBeLessThanOrEqual(1)
  })
})
