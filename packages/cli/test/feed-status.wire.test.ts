import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { readKit } from '../src/feed/kit.ts'
import type { FeedReport } from '../src/index.ts'
import { main } from '../src/main.ts'
import { examineHere } from './examine-here.ts'
import { flat } from './run-doctor.ts'

const APP = `
  create table projects (id uuid primary key, user_id uuid);
  create table tasks (id bigint primary key, project_id uuid references projects (id) on delete cascade);
  create function gone() returns void language sql as '';
`
const CAN_READ = `create or replace function everfresh.can_read(scope text) returns boolean
  language sql stable security definer set search_path = pg_catalog, pg_temp as $$ select scope = 'user:' || auth.uid() $$;`
const TRACK = `
  select everfresh.track('projects', 'user:{user_id}', route => array['id'], strict => true);
  select everfresh.track('tasks', 'user:{project_id -> projects.user_id}', push => false);`
const PROJECT = `insert into projects values (gen_random_uuid(), '00000000-0000-4000-8000-000000000001')`

let backend: LocalBackend
beforeEach(async () => {
  backend = await testBackend()
  await backend.sql(APP)
})
afterEach(() => backend.stop())

const install = async (...sql: readonly string[]): Promise<void> => {
  for (const each of [readKit().install, ...sql]) await backend.sql(each)
}
const said = async (...args: readonly string[]) => {
  const text = { out: '', err: '' }
  const code = await main(['feed', 'status', ...args], {
    out: line => (text.out += `${line}\n`),
    err: line => (text.err += `${line}\n`),
    progress: () => undefined,
    style: (_, word) => word,
  })
  return { code, ...text }
}
const report = async (): Promise<FeedReport & { readonly code: number }> => {
  const { code, out } = await said('--db', backend.databaseUrl, '--json')
  return { ...(JSON.parse(out) as FeedReport), code }
}
/** What is wrong. That something was tracked meanwhile is only to know. */
const codes = async (): Promise<readonly string[]> =>
  (await report()).findings.filter(({ severity }) => severity !== 'info').map(({ code }) => code)
/** Runs the SQL of every finding. */
const mend = async (): Promise<void> => {
  for (const { sql } of (await report()).findings) if (sql !== undefined) await backend.sql(sql)
}

describe('everfresh feed status', () => {
  it('says what is installed, what is tracked and by which scopes, as text and as JSON', async () => {
    await install(CAN_READ, TRACK, PROJECT)
    const { code, out } = await said('--db', backend.databaseUrl)
    expect(code).toBe(0)
    expect(flat(out)).toContain('can_read the app’s own, runs as its owner')
    expect(flat(out)).toContain('kept 24 hours at least')
    expect(flat(out)).toContain('log 1 change,')
    expect(flat(out)).toContain('public.projects: user:{user_id} (route id; strict)')
    expect(flat(out)).toContain('public.tasks: user:{project_id -> projects.user_id} (log only)')
    expect(await report()).toMatchObject({
      code: 0,
      kit: readKit().version,
      feed: {
        version: readKit().version,
        canRead: { exists: true, letsNobodyIn: false, runsAsOwner: true },
        realtime: { hasSend: true, hasPolicy: true },
        log: { rows: 1, keptS: 86_400 },
        isOfOtherCluster: false,
        pollAfterMs: null,
      },
    })
  })

  it('of a feed that is only installed says that nobody is let in and nothing is tracked', async () => {
    await install()
    expect(await codes()).toEqual(['feed-can-read-denies', 'feed-nothing-tracked'])
    await backend.sql('drop function everfresh.can_read(text)')
    expect(await codes()).toContain('feed-can-read-missing')
    await backend.sql(CAN_READ)
    await backend.sql('alter function everfresh.can_read(text) security invoker')
    const { code, findings } = await report()
    expect(code).toBe(1)
    expect(findings[0]?.code).toBe('feed-can-read-not-definer')
    await backend.sql(findings[0]?.sql ?? '')
    expect(await codes()).toEqual(['feed-nothing-tracked'])
    expect(await said('--db', backend.databaseUrl)).toMatchObject({ code: 0 })
    expect(await said('--db', backend.databaseUrl, '--strict')).toMatchObject({ code: 1 })
  })

  it('names each trigger that is missing or disabled, and its SQL mends them', async () => {
    await install(CAN_READ, TRACK)
    await backend.sql('drop trigger everfresh_insert on tasks')
    await backend.sql('alter table projects disable trigger everfresh_update')
    await backend.sql(
      'drop policy "everfresh: readers of a scope hear its changes" on realtime.messages',
    )
    expect(await codes()).toEqual([
      'feed-policy-missing',
      'feed-trigger-missing',
      'feed-trigger-disabled',
    ])
    const { findings } = await report()
    expect(findings[1]?.title).toContain('public.tasks')
    expect(findings[2]?.evidence).toContain('everfresh_update')
    await mend()
    expect(await codes()).toEqual([])
  })

  it('names a trigger that was enabled again, and its SQL keeps what was not logged meanwhile known', async () => {
    await install(CAN_READ.replace(/select .* \$\$/, 'select scope is not null $$$$'), TRACK)
    const ask = async (cursor = ''): Promise<{ readonly cursor: string }> => {
      const question = `select everfresh.changes_since('{user:1}', nullif('${cursor}', '')) as answer`
      const { rows } = await backend.sql(question)
      return JSON.parse(String(rows[0]?.['answer'])) as { readonly cursor: string }
    }
    const { cursor } = await ask()
    await backend.sql('alter table projects disable trigger all')
    await backend.sql(PROJECT)
    await backend.sql('alter table projects enable trigger all')
    expect(await codes()).toEqual(['feed-trigger-disabled'])
    expect((await report()).findings[0]?.evidence).toContain('everfresh_insert')
    await mend()
    expect(await codes()).toEqual([])
    expect(await ask(cursor)).toMatchObject({ complete: false, reason: 'not-logged' })
  })

  it('names columns and tables that are gone', async () => {
    await install(CAN_READ, TRACK)
    await backend.sql('alter table projects rename user_id to owner_id')
    const { findings } = await report()
    expect(await codes()).toEqual(['feed-column-missing', 'feed-column-missing'])
    expect(findings[1]?.evidence).toContain('projects.user_id')
    await backend.sql('drop table tasks, projects')
    expect(await codes()).toEqual(['feed-table-missing', 'feed-table-missing'])
    await mend()
    expect(await codes()).toEqual(['feed-nothing-tracked'])
  })

  it('names a key and a column for routing that have another name', async () => {
    await install(
      CAN_READ.replace(/select .* \$\$/, 'select scope is not null $$$$'),
      'alter table projects add title text',
      `select everfresh.track('projects', 'user:{user_id}', route => '{title}')`,
    )
    await backend.sql('alter table projects rename id to number')
    expect(await codes()).toEqual(['feed-key-changed'])
    await mend()
    expect(await codes()).toEqual([])
    await backend.sql('alter table projects rename title to name')
    expect(await codes()).toEqual(['feed-column-missing'])
    expect((await report()).findings[0]?.evidence).toContain('projects.title')
  })

  it('tells of a change that could not be logged, and when', async () => {
    await install(CAN_READ, `select everfresh.track('projects', 'user:{user_id}')`, PROJECT)
    await backend.sql('alter table everfresh.log add constraint nothing check (false) not valid')
    await backend.sql(PROJECT)
    await backend.sql('alter table everfresh.log drop constraint nothing')
    await backend.sql(PROJECT)
    const { findings, feed, code } = await report()
    expect(findings.map(each => each.code)).toEqual(['feed-hole'])
    expect(feed?.hole).toMatchObject({
      atLeastS: expect.any(Number),
      atMostS: expect.any(Number),
    })
    expect(code).toBe(0)
    expect(await said('--db', backend.databaseUrl, '--strict')).toMatchObject({ code: 0 })
  })

  it('says how the feed is installed where there is none', async () => {
    const { code, out } = await said('--db', backend.databaseUrl)
    expect(code).toBe(1)
    expect(out).toContain('npx everfresh feed init')
    expect(out).toContain('(feed-not-installed)')
  })

  it('of a schema that is something else says that it does not know it', async () => {
    await backend.sql('create schema everfresh; create table everfresh.state (version integer)')
    await backend.sql('insert into everfresh.state values (1)')
    expect(await codes()).toEqual(['feed-unreadable'])
  })

  it('says whom to connect as where the feed is somebody else’s', async () => {
    await install()
    await backend.sql(`
      do $$ begin
        if to_regrole('stranger') is null then create role stranger login; end if;
      end $$`)
    const { code, out } = await said(
      '--db',
      backend.databaseUrl.replace('user=postgres', 'user=stranger'),
    )
    expect(code).toBe(2)
    expect(flat(out)).toMatch(/belong to \w+, and nobody else has rights/)
  })

  it('needs a database that can be reached', async () => {
    expect(await said('--env-file', '/absent')).toMatchObject({ code: 2 })
    const { code, out } = await said('--db', 'postgres://nobody@127.0.0.1:1/nothing')
    expect(code).toBe(2)
    expect(out).toContain('(database-unreachable)')
  })
})

describe('the doctor', () => {
  it('looks at the feed where there is one', async () => {
    const args = ['--db', backend.databaseUrl]
    const without = await examineHere(args)
    expect(without.checks.map(({ id }) => id)).not.toContain('feed')
    await install(CAN_READ, TRACK)
    const check = async () => (await examineHere(args)).checks.find(({ id }) => id === 'feed')
    expect(await check()).toMatchObject({
      state: 'ok',
      evidence: expect.stringContaining('2 tables tracked'),
    })
    await backend.sql('drop trigger everfresh_delete on tasks')
    expect(await check()).toMatchObject({
      state: 'error',
      findings: expect.arrayContaining(['feed-trigger-missing']),
    })
  })
})
