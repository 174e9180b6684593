import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { readCatalogue } from '@everfresh/core/diagnose'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient } from '@supabase/supabase-js'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { WebSocket } from 'ws'
import { deadPort, startOddServer, startStrictPostgres } from './odd-server.ts'
import { doctor, report, sqlOf, start, troubles } from './run-doctor.ts'

let backend: LocalBackend
let odd: Awaited<ReturnType<typeof startOddServer>>
let folder: string
/** Of somebody who is signed in. */
let token: string

const HEALTHY = `
  create table tasks (id bigint primary key, project_id uuid not null, user_id uuid default auth.uid());
  alter table tasks enable row level security;
  create policy own on tasks for select to authenticated using (user_id = auth.uid());
  create unique index tasks_by_project on tasks (project_id, id);
  alter table tasks replica identity using index tasks_by_project;
  alter publication supabase_realtime add table tasks;
  create policy listen on realtime.messages for select to authenticated
    using (realtime.topic() = 'project:mine');
`

beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'everfresh-doctor-test-'))
  writeFileSync(
    join(folder, 'everfresh.json'),
    JSON.stringify({ tables: [{ table: 'tasks', filter: 'project_id=eq.{project}' }] }),
  )
  backend = await testBackend({ faults: true, realtime: { publicationCheckMs: 200 } })
  await backend.sql(HEALTHY)
  odd = await startOddServer()
  const client = createClient(backend.url, backend.anonKey, {
    realtime: { transport: WebSocket as never },
  })
  const { data } = await client.auth.signInAnonymously()
  token = data.session?.access_token ?? ''
  await client.auth.stopAutoRefresh()
})
afterEach(() => backend.faults.reset())
afterAll(async () => {
  odd.stop()
  rmSync(folder, { recursive: true, force: true })
  await backend.stop()
})

/** The variables of an app that uses the backend. */
const app = (): Record<string, string> => ({
  VITE_SUPABASE_URL: backend.url,
  VITE_SUPABASE_ANON_KEY: backend.anonKey,
})
/** With the database too, in the folder that names the tables. */
const whole = () => ({ env: { ...app(), DATABASE_URL: backend.databaseUrl }, cwd: folder })

/** What was printed, without regard to where lines end. */
const flat = (out: string): string => out.replaceAll(/\s+/g, ' ')

/** A key that looks right and is signed by somebody else. */
const forge = (claims: object): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  return `${part({ alg: 'HS256', typ: 'JWT' })}.${part(claims)}.${'s'.repeat(43)}`
}

describe('a healthy project', () => {
  it('is told so, in 80 columns without colours, without a word of what is secret', async () => {
    const { code, out, err } = await doctor(['--token', token], whole())
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(out).toContain('key      from VITE_SUPABASE_ANON_KEY, with a user’s token')
    expect(out).toContain('tables   tasks (from everfresh.json)')
    for (const check of ['key', 'auth', 'rest', 'realtime', 'clock', 'tables by REST', 'database'])
      expect(out).toMatch(new RegExp(`^ok       ${check} `, 'm'))
    for (const check of ['publication', 'replica identity', 'policies', 'subscription'])
      expect(out).toMatch(new RegExp(`^ok       ${check} `, 'm'))
    expect(out).toMatch(/SUBSCRIBED after \d+ ms, system ok after \d+ ms: tasks/)
    expect(out).toMatch(/^skipped {2}a change arrives {2}it writes/m)
    expect(out.trimEnd().split('\n').at(-1)).toBe('12 checks: 11 ok, 1 skipped.')
    expect(out.split('\n').filter(line => line.length > 80)).toEqual([])
    expect(out).not.toContain('\u001B')
    for (const secret of [backend.anonKey, token]) expect(out + err).not.toContain(secret)
  })

  it('is a document for programs, whose catalogue the browser takes', async () => {
    const { code, version, checks, findings, catalogue } = await report([], whole())
    expect({ code, version }).toEqual({ code: 0, version: expect.stringMatching(/^\d+\.\d+\.\d+/) })
    expect(checks.map(({ id }) => id)).toContain('subscription')
    expect(findings).toEqual([])
    expect(readCatalogue(catalogue).tables).toMatchObject([{ name: 'tasks', published: true }])
  })
})

describe('the database', () => {
  const HURT = `
    create table notes (id bigint primary key, user_id uuid);
    alter table notes enable row level security;
    create policy own on notes for select to authenticated using (user_id = auth.uid());
    create table lists (id bigint primary key, project_id uuid not null);
    alter table lists enable row level security;
    create policy own on lists for select to authenticated using (true);
    create table diary (id bigint primary key, user_id uuid);
    alter table diary enable row level security;
    create table wall (id bigint primary key, user_id uuid);
    alter publication supabase_realtime add table lists, diary, wall;
    alter policy listen on realtime.messages to service_role;
  `
  const MENDED = `
    drop table notes, lists, diary, wall;
    drop policy "listen to own channels" on realtime.messages;
    alter policy listen on realtime.messages to authenticated;
  `

  it('has each fault named with its SQL, and is well when that SQL was run', async () => {
    await backend.sql(HURT)
    const config = join(folder, 'hurt.json')
    const tables = ['notes', { table: 'lists', filter: 'project_id=eq.{project}' }, 'diary', 'wall']
    writeFileSync(config, JSON.stringify({ tables }))
    const examine = () => report(['--config', config], whole())

    const first = await examine()
    expect(first.code).toBe(1)
    expect(troubles(first)).toEqual({
      publication: ['table-not-published'],
      identity: ['filter-outside-replica-identity'],
      policies: ['row-security-off', 'row-hidden', 'join-refused'],
      subscription: ['table-refused'],
    })
    expect(sqlOf(first)).toEqual([
      'alter publication supabase_realtime add table "public"."notes";',
      expect.stringMatching(
        /create unique index .*"lists" \("project_id", "id"\);\nalter table .*replica identity using index/,
      ),
      'alter table "public"."wall" enable row level security;',
      expect.stringContaining('on "public"."diary" for select to "authenticated"'),
      expect.stringContaining('on realtime.messages for select to "authenticated"'),
    ])
    for (const sql of sqlOf(first)) await backend.sql(sql)

    // Row-level security on, and nobody reads until a policy lets them.
    const second = await examine()
    expect(troubles(second)).toEqual({ policies: ['row-hidden'] })
    for (const sql of sqlOf(second)) await backend.sql(sql)

    const third = await examine()
    expect({ code: third.code, troubles: troubles(third) }).toEqual({ code: 0, troubles: {} })
    await backend.sql(MENDED)
  })

  it('shows each finding to a person, with the SQL in a block of its own', async () => {
    const { code, out } = await doctor(['--tables', 'nowhere'], whole())
    expect(code).toBe(1)
    expect(out).toMatch(/^error {4}publication {7}There is no table public\.nowhere\.$/m)
    expect(out).toMatch(
      /^error: There is no table public\.nowhere\.\n {2}\S.*\n {2}Correct the name/m,
    )
    await backend.sql('create table loose (id bigint primary key, user_id uuid)')
    const loose = await doctor(['--tables', 'loose'], whole())
    expect(loose.out).toContain(
      '\n\n    alter publication supabase_realtime add table "public"."loose";\n\n',
    )
    await backend.sql('drop table loose')
  })

  it('says that nothing is published where no table is named and none is', async () => {
    await backend.sql('alter publication supabase_realtime drop table tasks')
    const found = await report([], { ...whole(), cwd: tmpdir() })
    expect(troubles(found)).toMatchObject({ publication: ['nothing-published'] })
    await backend.sql('alter publication supabase_realtime add table tasks')
  })

  it('is examined as well by a role that may hardly do anything, which is told what it may not', async () => {
    await backend.sql('create role doctor_reader login')
    const db = `${backend.databaseUrl.replace('user=postgres', 'user=doctor_reader')}`
    const { code, out, err } = await doctor(['--db', db, '--canary'], { ...whole(), env: app() })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(flat(out)).toContain('as doctor_reader (not the publication’s owner: the SQL below')
    expect(out).toMatch(/^ok {7}publication /m)
    expect(out).toMatch(/^skipped {2}a change arrives {2}doctor_reader may make no table/m)
    await backend.sql('drop role doctor_reader')
  })

  it('says that the password is wrong, without saying which it was', async () => {
    const { port, stop } = await startStrictPostgres()
    const db = `postgres://postgres:pa%24%24word@127.0.0.1:${port}/postgres`
    const { code, out, err } = await doctor(['--db', db], { env: app(), cwd: folder })
    stop()
    expect({ code, err }).toEqual({ code: 1, err: '' })
    expect(flat(out)).toContain('password authentication failed for user "postgres" (28P01)')
    expect(out).toContain('Correct the password')
    expect(out).toMatch(/^skipped {2}publication {7}the database could not be read$/m)
    expect(out).not.toMatch(/pa(%24|\$)/)
    expect(out).not.toMatch(/^ +at /m)
  })

  it('that has no TLS is asked without, as psql does, and one that nobody serves is told apart', async () => {
    const { port, stop } = await startStrictPostgres()
    // This machine, by a name that does not look like it.
    const far = `postgres://postgres@[::ffff:127.0.0.1]:${port}/postgres`
    const nowhere = `postgres://postgres@127.0.0.1:${await deadPort()}/postgres`
    const [plain, dead] = await Promise.all([
      doctor(['--db', far], { cwd: folder }),
      doctor(['--db', nowhere], { cwd: folder }),
    ])
    stop()
    expect(flat(plain.out)).toContain('password authentication failed')
    expect({ code: dead.code, err: dead.err }).toEqual({ code: 1, err: '' })
    expect(dead.out).toMatch(/ECONNREFUSED[^]*Nobody listens there: start the database/)
  })

  it('is not needed: what cannot be known without it is skipped, with the query that tells it', async () => {
    const { code, out } = await doctor([], { env: app(), cwd: folder })
    expect(code).toBe(0)
    expect(out).toMatch(/^skipped {2}publication {7}needs --db or --migrations/m)
    expect(flat(out)).toContain(`from pg_publication_tables where pubname = 'supabase_realtime'`)
  })
})

describe('migrations', () => {
  const migrations = (name: string, sql: string): string => {
    const path = mkdtempSync(join(folder, 'migrations-'))
    writeFileSync(join(path, name), sql)
    return path
  }

  it('are examined without any project, on a database that is thrown away; one that fails is named with its line', async () => {
    const path = migrations(
      '1_tasks.sql',
      'create table tasks (id bigint primary key, project_id uuid not null)',
    )
    const broken = migrations(
      '1_broken.sql',
      'create table tasks (id bigint primary key);\nselect nonsense;',
    )
    const [found, failed] = await Promise.all([
      report(['--migrations', path], { cwd: folder }),
      doctor(['--migrations', broken], { cwd: folder }),
    ])
    expect(found.code).toBe(1)
    expect(troubles(found)).toEqual({
      publication: ['table-not-published'],
      identity: ['filter-outside-replica-identity'],
      policies: ['row-security-off', 'join-refused'],
    })
    expect(failed.code).toBe(1)
    expect(failed.out).toContain('1_broken.sql:2:8: column "nonsense" does not exist')
  })

  it('leave no PostgreSQL and no folder behind on Ctrl-C', async () => {
    const path = migrations('1_slow.sql', 'select pg_sleep(3)')
    const tmp = mkdtempSync(join(folder, 'tmp-'))
    const place = { cwd: folder, env: { TMPDIR: tmp } }
    const { child, ended } = start(['doctor', '--migrations', path], place)
    const servers = () =>
      readdirSync(tmp, { recursive: true, encoding: 'utf8' })
        .filter(file => file.endsWith('postmaster.pid'))
        .map(file => Number(readFileSync(join(tmp, file), 'utf8').split('\n')[0]))
    await expect.poll(servers).toEqual([expect.toSatisfy((pid: number) => pid > 0)])
    const [server = 0] = servers()
    child.kill('SIGTERM')
    expect(await ended).toMatchObject({ code: 130, err: '' })
    expect(() => process.kill(server, 0)).toThrow('ESRCH')
    expect(readdirSync(tmp).filter(name => name.startsWith('everfresh-doctor-'))).toEqual([])
  })

  it('of the Studio pass, strictly', async () => {
    const studio = join(import.meta.dirname, '../../../apps/studio')
    const args = ['--migrations', 'supabase/migrations', '--strict']
    const { code, out } = await doctor(args, { cwd: studio })
    expect(out).toContain('4 checks: 4 ok.')
    expect(code).toBe(0)
  })

  it('need a package that is optional, and without it the doctor says which', async () => {
    const node = ['--import', join(import.meta.dirname, 'without-local.mjs')]
    const { code, out, err } = await doctor(['--migrations', folder], { cwd: folder, node })
    expect({ code, err }).toEqual({ code: 2, err: '' })
    expect(flat(out)).toContain('npm install --save-dev @everfresh/local')
  })
})

describe('the key', () => {
  it('of a service is warned of loudly, and is an error where it is put into a page', async () => {
    const asked = ['--url', backend.url, '--strict']
    const [given, shown] = await Promise.all([
      doctor([...asked, '--key', backend.serviceKey], { cwd: folder }),
      report([], { env: { ...app(), VITE_SUPABASE_ANON_KEY: backend.secretKey }, cwd: folder }),
    ])
    expect(given.out).toMatch(/^warning {2}key /m)
    expect(given.out).toContain('THIS KEY MUST NEVER BE IN AN APP')
    expect(given.out).not.toContain(backend.serviceKey)
    expect(given.code).toBe(1)
    expect(shown.checks[0]).toMatchObject({ id: 'key', state: 'error', findings: ['service-key'] })
    expect(JSON.stringify(shown)).not.toContain(backend.secretKey)
  })

  it('of another project is refused by REST and realtime, and both say so', async () => {
    const key = forge({ role: 'anon', exp: 4e9 })
    const found = await report(['--key', key], { env: app(), cwd: folder })
    expect(found.code).toBe(1)
    expect(troubles(found)).toEqual({ rest: ['key-refused'], realtime: ['key-refused'] })
    expect(JSON.stringify(found)).not.toContain(key)
  })

  it('that has run out, or is cut, or is a user’s token, is known before anybody is asked', async () => {
    const codes = async (key: string) =>
      (await report(['--key', key], { env: app(), cwd: folder })).checks[0]?.findings
    const keys = [forge({ role: 'anon', exp: 1e9 }), 'eyJhbGciOi', token]
    expect(await Promise.all(keys.map(codes))).toEqual([
      ['key-expired'],
      ['key-unreadable'],
      ['key-is-user-token'],
    ])
  })
})

describe('the way to the project', () => {
  const at = (path: string) =>
    report(['--url', `${odd.url}/${path}`, '--key', 'sb_publishable_x', '--timeout', '2'])

  it('that ends at a dead port, a page, a portal, a paused project or another path is told apart', async () => {
    const nowhere = `http://127.0.0.1:${await deadPort()}`
    const [dead, ...others] = await Promise.all([
      report(['--url', nowhere, '--key', 'sb_publishable_x']),
      ...['page', 'portal', 'paused', 'nothing'].map(at),
    ])
    const [page, portal, paused, nothing] = others.map(troubles)
    const codes = { dead: troubles(dead), page, portal, paused, nothing }
    const each = (code: string, realtime = 'not-the-api') => ({
      auth: [code],
      rest: [code],
      realtime: [realtime],
    })
    expect(codes).toEqual({
      dead: each('unreachable-refused', 'unreachable-refused'),
      page: each('not-the-api'),
      portal: each('redirected'),
      paused: each('project-paused'),
      nothing: each('wrong-path'),
    })
    expect(dead.code).toBe(1)
    expect(dead.checks.find(({ id }) => id === 'subscription')).toMatchObject({ state: 'skipped' })
  })

  it('is shown without the key, whose server echoes it', async () => {
    const key = `sb_publishable_${'k'.repeat(150)}`
    const args = ['--url', `${odd.url}/echo`, '--key', key, '--timeout', '2']
    const { out } = await doctor(args)
    expect(out).toContain('no such key: [hidden]')
    expect(out).not.toContain('kkkk')
  })

  it('shows a host that has no name, and TLS that is none', async () => {
    const of = (url: string) => report(['--url', url, '--key', 'sb_publishable_x'])
    const [named, plain] = await Promise.all([
      of('http://everfresh.invalid'),
      of(backend.url.replace('http:', 'https:')),
    ])
    expect(troubles(named)).toMatchObject({ auth: ['unreachable-dns'] })
    expect(troubles(plain)).toMatchObject({
      auth: ['unreachable-tls'],
      realtime: ['unreachable-tls'],
    })
  })

  it('shows a clock that is minutes away from the server’s, and a socket that nothing passes', async () => {
    const { checks } = await at('early')
    expect(checks.find(({ id }) => id === 'clock')).toMatchObject({
      state: 'warning',
      evidence: expect.stringMatching(/^This machine is (299|300|301) s ahead of the server\.$/),
    })
    expect(checks.find(({ id }) => id === 'realtime')).toMatchObject({
      findings: ['realtime-silent'],
    })
  })
})

describe('realtime', () => {
  it('that is down while REST is alive is named alone', async () => {
    backend.faults.add({ type: 'realtime-off' })
    const found = await report([], whole())
    expect(troubles(found)).toEqual({ realtime: ['backend-away'] })
  })

  it('that refuses the handshake is quoted, which a browser never sees', async () => {
    backend.faults.add({
      type: 'handshake-refuse',
      status: 403,
      message: 'Realtime was disabled for this tenant',
    })
    const { code, out } = await doctor([], whole())
    expect(code).toBe(1)
    expect(flat(out)).toContain('“Realtime was disabled for this tenant” (HTTP 403)')
    expect(out).toContain('(realtime-disabled)')
  })

  it('that refuses the join is understood', async () => {
    const refuse = async (reason: string) => {
      backend.faults.reset()
      backend.faults.add({ type: 'join-refuse', reason })
      return troubles(await report([], whole()))
    }
    expect(await refuse('ClientJoinRateLimitReached: Too many joins per second')).toEqual({
      subscription: ['join-too-many-requests'],
    })
    expect(await refuse('PrivateOnly: This project only allows private channels')).toEqual({
      subscription: ['private-only'],
    })
  })

  it('that says SUBSCRIBED and never that changes flow is not taken for live', async () => {
    backend.faults.add({ type: 'frame-skip', what: 'system' })
    const { code, out } = await doctor(['--timeout', '1'], whole())
    expect(code).toBe(1)
    expect(out).toMatch(/^error {4}subscription {6}SUBSCRIBED came after \d+ ms, but no system/m)
  })

  it('lets a user into the private channels that a policy opens, and names one that it does not', async () => {
    const [mine, theirs, nobody] = await Promise.all([
      report(['--topic', 'project:mine', '--token', token], whole()),
      report(['--topic', 'project:theirs', '--token', token], whole()),
      report(['--topic', 'project:mine'], whole()),
    ])
    expect(troubles(mine)).toEqual({})
    expect(troubles(theirs)).toEqual({ subscription: ['join-unauthorized'] })
    expect(nobody.checks.find(({ id }) => id === 'subscription')).toMatchObject({
      state: 'skipped',
      evidence: expect.stringContaining('--token'),
    })
  })
})

describe('the canary', () => {
  const tables = async () =>
    (
      await backend.sql(
        `select relname from pg_class where relkind = 'r' and relname like 'everfresh_canary_%'`,
      )
    ).rows

  it('is explained, arrives, and leaves nothing behind', async () => {
    const { code, out } = await doctor(['--canary'], whole())
    expect(code).toBe(0)
    expect(out.indexOf('The canary makes a table of its own')).toBeGreaterThan(0)
    expect(out).toMatch(/^ok {7}a change arrives {2}a committed row arrived after \d+ ms/m)
    expect(await tables()).toEqual([])
  })

  it('that does not arrive is an error, and leaves nothing behind', async () => {
    backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const found = await report(['--canary', '1'], whole())
    expect({ code: found.code, troubles: troubles(found) }).toEqual({
      code: 1,
      troubles: { canary: ['canary-lost'] },
    })
    expect(await tables()).toEqual([])
  })

  it('is told of as not let out, or as cut off, where nothing is known of changes', async () => {
    await backend.sql(`
      create function refuse() returns event_trigger language plpgsql as $$ begin raise 'no tables today'; end $$;
      create event trigger refuse on ddl_command_start when tag in ('CREATE TABLE') execute function refuse()`)
    const refused = await report(['--canary', '1'], whole())
    await backend.sql('drop event trigger refuse; drop function refuse')
    expect(troubles(refused)).toEqual({ canary: ['canary-failed'] })
    expect(JSON.stringify(refused)).toContain('no tables today')

    backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const { child, ended } = start(['doctor', '--canary', '30', '--json'], whole())
    await expect.poll(tables).toHaveLength(1)
    await new Promise(resolve => setTimeout(resolve, 1500))
    backend.faults.dropSockets()
    expect((await ended).out).toContain('"code": "connection-lost"')
    expect(child.exitCode).toBe(1)
    expect(await tables()).toEqual([])
  })

  it('needs not be added to a publication of all tables', async () => {
    await backend.sql(
      'drop publication supabase_realtime; create publication supabase_realtime for all tables',
    )
    const { code, checks } = await report(['--canary'], whole())
    await backend.sql(
      'drop publication supabase_realtime; create publication supabase_realtime for table tasks',
    )
    expect(checks.find(({ id }) => id === 'canary')).toMatchObject({ state: 'ok' })
    expect(code).toBe(0)
    expect(await tables()).toEqual([])
  })

  it('whose doctor was killed is found by the next one, with the SQL that removes it', async () => {
    backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const { child, ended } = start(['doctor', '--canary'], whole())
    await expect.poll(tables).toHaveLength(1)
    child.kill('SIGKILL')
    await ended
    backend.faults.reset()
    const found = await report([], whole())
    expect(troubles(found)).toEqual({ database: ['canary-left'] })
    for (const sql of sqlOf(found)) await backend.sql(sql)
    expect(await tables()).toEqual([])
  })

  it('goes on, and is caught, when whoever read the output has read enough', async () => {
    backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const { child, ended } = start(['doctor', '--canary', '5'], whole())
    await expect.poll(tables).toHaveLength(1)
    child.stdout?.destroy()
    expect(await ended).toMatchObject({ code: 1, err: '' })
    expect(await tables()).toEqual([])
  })

  it('is caught again on Ctrl-C', async () => {
    backend.faults.add({ type: 'frame-skip', what: 'changes' })
    const { child, ended } = start(['doctor', '--canary'], whole())
    await expect.poll(tables).toHaveLength(1)
    child.kill('SIGINT')
    expect(await ended).toMatchObject({
      code: 130,
      out: expect.stringContaining('its table is dropped'),
    })
    expect(await tables()).toEqual([])
  })
})

describe('a command line that is not understood', () => {
  const misused = async (args: readonly string[]) => {
    const { code, out, err } = await doctor(args, { cwd: tmpdir() })
    expect({ code, out }).toEqual({ code: 2, out: '' })
    return err.trimEnd()
  }

  it('ends with 2 and one sentence about it', async () => {
    const config = join(folder, 'not.json')
    writeFileSync(config, '{')
    const api = ['--url', 'https://x.example', '--key', 'k']
    const [nothing, slip, service, mysql, swapped, token, canary, json, absent] = await Promise.all(
      [
        [],
        ['--ulr', 'x'],
        ['--url', 'https://x.example/rest/v1', '--key', 'k'],
        ['--db', 'mysql://root:secret@x/y'],
        ['--url', 'postgres://u:secret@h/db', '--key', 'k'],
        ['--tokn=eyJsecret'],
        [...api, '--canary'],
        [...api, '--config', config],
        ['--migrations', join(folder, 'absent')],
      ].map(misused),
    )
    expect(nothing).toMatch(/^There is nothing to examine: give --url and --key/)
    expect(slip).toBe("unknown option '--ulr'\n(Did you mean --url?)")
    expect(service).toBe(
      '--url is the address of one service. createClient wants the project’s: https://x.example',
    )
    expect(mysql).toBe('--db takes postgres://user:password@host:port/database.')
    expect(swapped).toBe('--url takes an address such as https://<project>.supabase.co.')
    expect(token).toBe("unknown option '--tokn'")
    expect(canary).toMatch(/needs --url, --key and --db\.$/)
    expect(json).toMatch(/not\.json is not JSON/)
    expect(absent).toMatch(/^--migrations takes a folder of \.sql files/)
  })
})
