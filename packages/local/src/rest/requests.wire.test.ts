import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { service, stranger, userClient } from './testing/clients.ts'
import { ALICE, gallerySql } from './testing/gallery.ts'
import { serveRest, type ServedRest } from './testing/serve-rest.ts'

let rest: ServedRest
let everyone: SupabaseClient

beforeAll(async () => {
  rest = await serveRest(gallerySql)
  everyone = service(rest)
})
afterAll(() => rest.stop())

function get(path: string, headers: Record<string, string> = {}): Promise<Response> {
  return fetch(`${rest.url}/rest/v1${path}`, { headers })
}

describe('a request runs', () => {
  it('as anon when nobody is named', async () => {
    const response = await get('/people?select=name&order=name')
    expect(await response.json()).toEqual([{ name: 'Alice' }, { name: 'Bob' }])
  })

  it('as anon with a publishable key, also sent as Bearer; as service with a secret key', async () => {
    const options = { realtime: { transport: WebSocket as never } }
    const anon = createClient(rest.url, rest.publishableKey, options)
    expect((await anon.from('tasks').select()).data).toEqual([])
    const secret = createClient(rest.url, rest.secretKey, options)
    expect((await secret.from('tasks').select()).data).toHaveLength(5)
  })

  it('as nobody with a token that is expired, forged or garbled', async () => {
    const expired = await rest.token(ALICE, -120)
    const [head, body] = (await rest.token(ALICE)).split('.')
    const none = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${body}.`
    const answers = [expired, `${head}.${body}.AAAA`, none, 'garbled'].map(async token => {
      const response = await get('/tasks', {
        apikey: rest.anonKey,
        Authorization: `Bearer ${token}`,
      })
      const { code, message } = (await response.json()) as { code: string; message: string }
      return [
        response.status,
        code,
        response.headers.get('www-authenticate') ===
          `Bearer error="invalid_token", error_description="${message}"`,
      ]
    })
    expect(await Promise.all(answers)).toEqual([
      [401, 'PGRST303', true],
      [401, 'PGRST301', true],
      [401, 'PGRST301', true],
      [401, 'PGRST301', true],
    ])
  })

  it('not as a role that a token must not choose', async () => {
    await rest.db.query('grant select on people to postgres')
    const { createTokens } = await import('../http/tokens.ts')
    const tokens = await createTokens(Date.now)
    const token = await tokens.sign({ role: 'postgres', exp: Math.floor(Date.now() / 1000) + 60 })
    const response = await get('/people', { Authorization: `Bearer ${token}` })
    expect(response.status).toBe(403)
    expect(await response.json()).toMatchObject({ code: '42501' })
  })

  it('in the public schema only', async () => {
    const { error, status } = await everyone.schema('auth').from('users').select()
    expect(status).toBe(406)
    expect(error).toEqual({
      code: 'PGRST106',
      message: 'Invalid schema: auth',
      details: null,
      hint: 'Only the following schemas are exposed: public',
    })
    expect((await everyone.schema('auth').from('users').insert({})).error?.code).toBe('PGRST106')
  })

  it('without changing anything by GET', async () => {
    await rest.db.query(
      'create function sneaky(people) returns int language sql as $$ delete from covers returning 1 $$',
    )
    const { error, status } = await everyone.from('people').select('sneaky')
    expect([status, error?.code]).toEqual([405, '25006'])
  })
})

describe('a person is told', () => {
  it.each([
    [
      'an unknown table',
      '/task',
      404,
      'PGRST205',
      "Could not find the table 'public.task' in the schema cache",
    ],
    ['an unknown column', '/tasks?select=nope', 400, '42703', 'column tasks.nope does not exist'],
    [
      'an unknown column in a filter',
      '/tasks?nope=eq.1',
      400,
      '42703',
      'column tasks.nope does not exist',
    ],
    [
      'an unknown operator',
      '/tasks?id=is_like.1',
      400,
      'PGRST100',
      '"failed to parse filter (is_like.1)" (line 1, column 3)',
    ],
    [
      'a selection that does not end',
      '/tasks?select=id,projects(name',
      400,
      'PGRST100',
      '"failed to parse select parameter (id,projects(name)" (line 1, column 17)',
    ],
    [
      'a value of the wrong type',
      '/tasks?id=eq.x',
      400,
      '22P02',
      'invalid input syntax for type bigint: "x"',
    ],
    ['an impossible range', '/tasks?limit=-1', 416, 'PGRST103', 'Requested range not satisfiable'],
    ['a path that is none', '/tasks/1', 404, 'PGRST125', 'Invalid path specified in request URL'],
  ])('of %s', async (...[, path, status, code, message]) => {
    const response = await get(path, { apikey: rest.serviceKey })
    expect(await response.json()).toMatchObject({ code, message })
    expect(response.status).toBe(status)
  })

  it('what they may have meant', async () => {
    expect((await everyone.from('task').select()).error?.hint).toBe(
      "Perhaps you meant the table 'public.tasks'",
    )
    expect((await everyone.from('people').select('*,project(name)')).error?.hint).toBe(
      "Perhaps you meant 'projects' instead of 'project'.",
    )
  })

  it('that a method, a form or a preference is not understood', async () => {
    const report = await fetch(`${rest.url}/rest/v1/tasks?id=eq.1`, { method: 'REPORT' })
    expect([report.status, await report.json()]).toMatchObject([405, { code: 'PGRST117' }])
    const html = await get('/people', { Accept: 'text/html' })
    expect([html.status, await html.json()]).toMatchObject([406, { code: 'PGRST107' }])
    const strict = await get('/people', { Prefer: 'handling=strict, colour=blue' })
    expect([strict.status, await strict.json()]).toMatchObject([
      400,
      { code: 'PGRST122', details: 'Invalid preferences: colour=blue' },
    ])
    expect((await get('/people', { Prefer: 'colour=blue' })).status).toBe(200)
  })

  it('that they lack the right, 401 when signed out and 403 when signed in', async () => {
    await rest.db.query('create table vault (id int); revoke all on vault from anon, authenticated')
    const out = await stranger(rest).from('vault').select()
    expect(out).toMatchObject({
      status: 401,
      error: { code: '42501', message: 'permission denied for table vault' },
    })
    const alice = await userClient(rest, ALICE)
    expect((await alice.from('vault').select()).status).toBe(403)
  })
})

describe('a migration shows', () => {
  it('in the next request: a table, a column, a relationship, a function', async () => {
    expect((await everyone.from('frames').select()).error?.code).toBe('PGRST205')
    await rest.db.query('create table frames (id int primary key, project_id int)')
    expect((await everyone.from('frames').select()).error).toBeNull()
    await rest.db.query('alter table frames add column width int')
    expect(
      (await everyone.from('frames').insert({ id: 1, project_id: 1, width: 3 })).error,
    ).toBeNull()
    expect((await everyone.from('frames').select('projects(name)')).error?.code).toBe('PGRST200')
    await rest.db.query('alter table frames add foreign key (project_id) references projects')
    expect((await everyone.from('frames').select('projects(name)')).data).toEqual([
      { projects: { name: 'Sea' } },
    ])
    expect((await everyone.rpc('widest')).error?.code).toBe('PGRST202')
    await rest.db.query(
      "create function widest() returns int language sql as 'select max(width) from frames'",
    )
    expect((await everyone.rpc('widest')).data).toBe(3)
  })

  it('when nothing is missed: a second relationship makes the first ambiguous', async () => {
    await rest.db.query(
      'create table walls (id int primary key, project_id int references projects, other_id int)',
    )
    expect((await everyone.from('walls').select('projects(name)')).error).toBeNull()
    await rest.db.query('alter table walls add foreign key (other_id) references projects')
    await expect
      .poll(async () => (await everyone.from('walls').select('projects(name)')).error?.code, {
        timeout: 10_000,
      })
      .toBe('PGRST201')
  })

  it('also after the connection that listens was cut', async () => {
    await rest.db.query(
      'create table doors (id int primary key, project_id int references projects, other_id int)',
    )
    expect((await everyone.from('doors').select('projects(name)')).error).toBeNull()
    await rest.db.query(
      "select pg_terminate_backend(pid) from pg_stat_activity where query = 'listen pgrst' and datname = current_database()",
    )
    await rest.db.query('alter table doors add foreign key (other_id) references projects')
    await expect
      .poll(async () => (await everyone.from('doors').select('projects(name)')).error?.code, {
        timeout: 10_000,
      })
      .toBe('PGRST201')
  })
})

describe('no text of a request becomes SQL', () => {
  const EVIL = [
    `x"; drop table covers; --`,
    `x'; drop table covers; --`,
    `id) union select 1 --`,
    `$1`,
    `x\\"`,
    `"`,
    `'`,
    `*/`,
    'x\0"; drop table covers; --',
  ]
  const quoted = (text: string) => `"${text.replaceAll(/["\\]/g, String.raw`\$&`)}"`
  const POSITIONS: readonly [string, (text: string) => [string, string]][] = [
    ['a table', text => [`/${encodeURIComponent(text)}`, '']],
    ['a function', text => [`/rpc/${encodeURIComponent(text)}`, '']],
    ['a column', text => ['/tasks', `select=${encodeURIComponent(text)}`]],
    ['a quoted column', text => ['/tasks', `select=${encodeURIComponent(quoted(text))}`]],
    ['an alias', text => ['/tasks', `select=${encodeURIComponent(`${quoted(text)}:id`)}`]],
    ['a cast', text => ['/tasks', `select=${encodeURIComponent(`id::${text}`)}`]],
    ['a JSON key', text => ['/tasks', `select=${encodeURIComponent(`params->${quoted(text)}`)}`]],
    [
      'a JSON key of a filter',
      text => ['/tasks', `${encodeURIComponent(`params->>${text}`)}=eq.1`],
    ],
    [
      'an embedded alias',
      text => ['/tasks', `select=${encodeURIComponent(`${quoted(text)}:projects(name)`)}`],
    ],
    [
      'a hint',
      text => ['/tasks', `select=${encodeURIComponent(`projects!${quoted(text)}(name)`)}`],
    ],
    [
      'a spread field',
      text => ['/tasks', `select=${encodeURIComponent(`...projects(${quoted(text)}:name)`)}`],
    ],
    ['a filtered column', text => ['/tasks', `${encodeURIComponent(quoted(text))}=eq.1`]],
    ['an operator', text => ['/tasks', `id=${encodeURIComponent(`eq${text}.1`)}`]],
    ['a value', text => ['/tasks', `title=${encodeURIComponent(`eq.${text}`)}`]],
    ['a list', text => ['/tasks', `title=${encodeURIComponent(`in.(${text},${quoted(text)})`)}`]],
    ['is', text => ['/tasks', `done=${encodeURIComponent(`is.${text}`)}`]],
    ['a search language', text => ['/tasks', `prompt=${encodeURIComponent(`fts(${text}).x`)}`]],
    ['a search', text => ['/tasks', `prompt=${encodeURIComponent(`plfts.${text}`)}`]],
    ['or', text => ['/tasks', `or=${encodeURIComponent(`(${quoted(text)}.eq.${quoted(text)})`)}`]],
    ['an order', text => ['/tasks', `order=${encodeURIComponent(quoted(text))}`]],
    ['a direction', text => ['/tasks', `order=${encodeURIComponent(`id.${text}`)}`]],
    ['a limit', text => ['/tasks', `limit=${encodeURIComponent(text)}`]],
    ['an offset', text => ['/tasks', `offset=${encodeURIComponent(text)}`]],
    ['an argument name', text => ['/rpc/nothing', `${encodeURIComponent(text)}=1`]],
  ]

  it.each(POSITIONS)('as %s', async (_where, request) => {
    for (const text of EVIL) {
      const [path, query] = request(text)
      const response = await get(`${path}?${query}`, { apikey: rest.serviceKey })
      const body: unknown = await response.json()
      expect(response.status, `${text}: ${JSON.stringify(body)}`).toBeLessThan(500)
      if (response.status >= 400)
        expect(body).toHaveProperty('code', expect.not.stringMatching(/^(08P01|42601)$/))
    }
    expect((await everyone.from('covers').select()).data).toHaveLength(1)
  })

  it('in a body, its keys, its columns or its conflict target', async () => {
    for (const text of EVIL) {
      const query = new URLSearchParams({ columns: quoted(text), on_conflict: quoted(text) })
      const headers = {
        apikey: rest.serviceKey,
        'Content-Type': 'application/json',
        Prefer: 'resolution=merge-duplicates',
      }
      const body = JSON.stringify({ [text]: text, url: text, project_id: 2 })
      for (const search of [
        `?${query}`,
        `?on_conflict=${encodeURIComponent(quoted(text))}&columns=project_id,url`,
        '',
      ]) {
        const response = await fetch(`${rest.url}/rest/v1/covers${search}`, {
          method: 'POST',
          headers,
          body,
        })
        const answer: unknown = await response.json()
        expect(response.status).toBe(400)
        expect(answer).toHaveProperty('code', expect.not.stringMatching(/^(08P01|42601)$/))
      }
    }
    expect((await everyone.from('covers').select()).data).toHaveLength(1)
  })
})
