import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { start, type Ran } from './run-doctor.ts'

const APP = `
  create table projects (id uuid primary key, user_id uuid references auth.users (id));
  create table tasks (id bigint primary key, project_id uuid references projects (id) on delete cascade);
`
/** Everything of ours that a database can have. */
const TRACES = `
  select 'trigger ' || tgname as trace from pg_trigger where tgname like 'everfresh%'
  union all select 'schema ' || nspname from pg_namespace where nspname = 'everfresh'
  union all select 'function ' || proname from pg_proc
    where pronamespace = 'public'::regnamespace and proname in ('changes_since', 'everfresh_rotate')
  union all select 'policy ' || polname from pg_policy where polname like 'everfresh%'`

let backend: LocalBackend
let project: string
beforeEach(async () => {
  project = mkdtempSync(join(tmpdir(), 'everfresh-feed-wire-'))
  mkdirSync(join(project, 'supabase/migrations'), { recursive: true })
  writeFileSync(join(project, 'supabase/migrations/1_app.sql'), APP)
  backend = await testBackend()
})
afterEach(async () => {
  await backend.stop()
  rmSync(project, { recursive: true, force: true })
})

const feed = (...args: readonly string[]): Promise<Ran> =>
  start(['feed', ...args], { cwd: project }).ended

/** Applies what was not applied before, in order, as `supabase db push` does. */
const applied = new Set<string>()
const push = async (): Promise<void> => {
  const folder = join(project, 'supabase/migrations')
  for (const name of readdirSync(folder).toSorted()) {
    const file = join(folder, name)
    if (!applied.has(file)) await backend.sql(readFileSync(file, 'utf8'))
    applied.add(file)
  }
}
const rows = async (sql: string): Promise<readonly unknown[]> => (await backend.sql(sql)).rows
const count = async (sql: string): Promise<number> => (await rows(sql)).length

it('is installed, tracks the tables of its example, survives being applied twice, and leaves nothing when it is removed', async () => {
  expect(await feed('init', '--example')).toMatchObject({ code: 0, err: '' })
  await push()
  await backend.sql(`insert into auth.users (id) values ('00000000-0000-4000-8000-000000000001')`)
  await backend.sql(
    `insert into projects values (gen_random_uuid(), '00000000-0000-4000-8000-000000000001')`,
  )
  await backend.sql('insert into tasks select 1, id from projects')
  const log = `select from everfresh.log where scope = 'user:00000000-0000-4000-8000-000000000001'`
  expect(await count(log)).toBe(2)

  const [file = ''] = readdirSync(join(project, 'supabase/migrations')).filter(name =>
    name.endsWith('_everfresh_feed.sql'),
  )
  await backend.sql(readFileSync(join(project, 'supabase/migrations', file), 'utf8'))
  await backend.sql('insert into tasks select 2, id from projects')
  expect(await count(log)).toBe(3)
  expect(
    await rows(
      `select (prosrc like '%user:%')::text as kept from pg_proc where proname = 'can_read'`,
    ),
  ).toEqual([{ kept: 'true' }])

  expect(await feed('remove')).toMatchObject({ code: 0, err: '' })
  await push()
  expect(await rows(TRACES)).toEqual([])
  await backend.sql('insert into tasks select 3, id from projects')
  expect(await count('select from tasks')).toBe(3)
})

it('is not removed from under a policy of the app’s that asks can_read', async () => {
  await feed('init', '--example')
  await push()
  await backend.sql(
    `create policy members on tasks for select using (everfresh.can_read('project:' || project_id))`,
  )
  await feed('remove')
  await expect(push()).rejects.toThrow("in use by the app's own: policy members on table tasks")
  expect(await count(TRACES)).toBeGreaterThan(0)
})
