import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '../testing/index.ts'
import { migrate, type MigrationReport } from './migrations.ts'
import { findProjectSql, type ProjectOptions } from './project-sql.ts'

let db: TestDatabase
let projectDir: string
let warnings: string[]

beforeEach(async () => {
  db = await testDatabase()
  projectDir = await mkdtemp(join(tmpdir(), 'everfresh-project-'))
  await mkdir(join(projectDir, 'supabase', 'migrations'), { recursive: true })
  warnings = []
})
afterEach(async () => {
  await db.close()
  await rm(projectDir, { recursive: true, force: true })
})

const write = (name: string, sql: string): Promise<void> =>
  writeFile(join(projectDir, 'supabase', name), sql)
const run = async (elsewhere: ProjectOptions = {}): Promise<MigrationReport> =>
  migrate(db, await findProjectSql({ projectDir, ...elsewhere }), line => warnings.push(line))
const column = async (sql: string): Promise<unknown[]> =>
  (await db.query(sql)).rows.map(row => Object.values(row)[0])

it('applies files in order of version and records them as the Supabase CLI does', async () => {
  await write('migrations/20260102000000_second.sql', 'alter table t add column b int;')
  await write('migrations/20260101000000_first.sql', 'create table t (a int); create table u ();')
  expect(await run()).toMatchObject({
    applied: ['20260101000000_first.sql', '20260102000000_second.sql'],
    earlier: 0,
  })
  const { rows } = await db.query(
    'select version, name, statements::text from supabase_migrations.schema_migrations order by version',
  )
  expect(rows).toEqual([
    {
      version: '20260101000000',
      name: 'first',
      statements: '{"create table t (a int)","create table u ()"}',
    },
    {
      version: '20260102000000',
      name: 'second',
      statements: '{"alter table t add column b int"}',
    },
  ])
})

it('applies only what is new at the next start', async () => {
  await write('migrations/1_a.sql', 'create table a ();')
  await run()
  await write('migrations/2_b.sql', 'create table b ();')
  expect(await run()).toMatchObject({ applied: ['2_b.sql'], earlier: 1 })
  expect(await run()).toMatchObject({ applied: [], earlier: 2 })
  expect(warnings).toEqual([])
})

it('names file, place, reason and statement of a failure, and leaves the database as before that file', async () => {
  await write('migrations/1_good.sql', 'create table good ();')
  await write(
    'migrations/2_bad.sql',
    "\ufeff-- é 🙂\r\ncreate table half (t text default '🙂;');\r\n  /* é */ insert into nowhere\r\n  values (1);\r\n",
  )
  await expect(run()).rejects.toMatchObject({
    code: 'migration-failed',
    message:
      '2_bad.sql:3:23: relation "nowhere" does not exist. In: insert into nowhere values (1) — Nothing of this file was applied: correct it and start again.',
  })
  expect(await column(`select to_regclass('good')`)).toEqual(['good'])
  expect(await column(`select to_regclass('half')`)).toEqual([null])
  expect(await column('select version from supabase_migrations.schema_migrations')).toEqual(['1'])

  await write('migrations/2_bad.sql', 'create table half ();')
  expect(await run()).toMatchObject({ applied: ['2_bad.sql'] })
})

it('tells the statement, detail and hint of a failure whose place PostgreSQL does not know', async () => {
  await write(
    'migrations/1_twice.sql',
    'create table k (id int primary key);\n  insert into k values (1), (1);',
  )
  await expect(run()).rejects.toThrow(
    /^1_twice\.sql:2:3: duplicate key .*Key \(id\)=\(1\) already exists\. In: insert into k values \(1\), \(1\) —/,
  )
  await write(
    'migrations/1_twice.sql',
    `select 1;\n\ndo $$ begin\n  raise 'not so' using hint = 'do it otherwise';\nend $$;`,
  )
  await expect(run()).rejects.toThrow(
    /^1_twice\.sql:3:1: not so\. do it otherwise\. PL\/pgSQL function inline_code_block line 2 at RAISE\. In: do /,
  )
})

it.each([
  ['an unclosed quotation', "select 1;\nselect 'open", /:2:8: unterminated quoted string/],
  [
    'a missing comma',
    'create table a (\n  b int\n  c int\n);',
    /:3:3: syntax error at or near "c"/,
  ],
  ['an end that is too early', 'select 1;\nselect (', /:2:9: syntax error at end of input/],
  ['a command of psql', 'select 1;\n\\connect other', /:2:1: \\connect is a command of psql/],
  [
    'data for psql',
    'create table a (b int);\ncopy a from stdin;\n1\n\\.\n',
    /:2:1: .*write INSERT/,
  ],
  ['a rollback', 'select 1;\n -- back\n rollback;', /:3:2: rollback would undo/],
  [
    'one of several statements that cannot be in a transaction',
    'create table a (b int);\ncreate index concurrently on a (b);',
    /:2:1: CREATE INDEX CONCURRENTLY cannot run inside a transaction block\..* file of its own/,
  ],
  [
    'a value of an enumeration used too early',
    "begin;\nalter type e add value 'b';\nselect 'b'::e;\ncommit;",
    /:3:8: unsafe use of new value "b".*file of its own/,
  ],
])('applies nothing of a file with %s, and says where', async (_, sql, message) => {
  await db.query("create type e as enum ('a')")
  await write('migrations/1_bad.sql', sql)
  await expect(run()).rejects.toMatchObject({
    code: 'migration-failed',
    message: expect.stringMatching(message),
  })
  expect(
    await column(`select enum_range(null::e)::text || coalesce(to_regclass('a')::text, '')`),
  ).toEqual(['{a}'])
  await write('migrations/1_bad.sql', 'select 1;')
  expect(await run()).toMatchObject({ applied: ['1_bad.sql'] })
})

it('runs what pg_dump and careful people write around their statements', async () => {
  await write(
    'migrations/1_dump.sql',
    "\\restrict abc\nbegin;\nselect pg_catalog.set_config('search_path', '', false);\nset role authenticated; reset role; set role anon;\ncommit;\n\\unrestrict abc\n",
  )
  await write('migrations/2_next.sql', 'create table found ();')
  await write('migrations/3_empty.sql', '')
  expect((await run()).applied).toHaveLength(3)
  expect(await column(`select to_regclass('public.found')`)).toEqual(['found'])
  expect(await run()).toMatchObject({ earlier: 3 })
  expect(warnings).toEqual([])
})

it('runs a statement that cannot be in a transaction when its file holds nothing else', async () => {
  await write('migrations/1_a.sql', 'create table a (b int);')
  await write('migrations/2_index.sql', '-- slowly\ncreate index concurrently ab on a (b);\n')
  expect((await run()).applied).toHaveLength(2)
  expect(await column(`select to_regclass('ab')`)).toEqual(['ab'])
  expect(await run()).toMatchObject({ applied: [], earlier: 2 })
})

it('stands a file that is no text, a folder named like a file, and files that are no SQL', async () => {
  await mkdir(join(projectDir, 'supabase', 'migrations', '1_folder.sql'))
  await write('migrations/README.md', 'how to')
  expect(await run()).toMatchObject({ applied: [] })
  expect(warnings).toEqual([])
  for (const bytes of [Buffer.from('select 1;', 'utf16le'), Buffer.from([0xff, 0xfe, 0x41])]) {
    await writeFile(join(projectDir, 'supabase', 'migrations', '2_bytes.sql'), bytes)
    await expect(run()).rejects.toThrow('2_bytes.sql is no text in UTF-8')
  }
})

it('warns of an applied file that was changed, and of a name it passes over', async () => {
  await write('migrations/1_a.sql', 'create table a ();')
  await write('migrations/notes.sql', 'this is no SQL')
  await run()
  await write('migrations/1_a.sql', 'create table a (changed int);')
  warnings = []
  await run()
  expect(warnings).toEqual([
    expect.stringMatching(/notes\.sql is passed over/),
    expect.stringMatching(/1_a\.sql was changed after/),
  ])
})

it('warns of an applied file that is gone, and of one that comes too late', async () => {
  await write('migrations/2_b.sql', 'create table b ();')
  await run()
  await rm(join(projectDir, 'supabase', 'migrations', '2_b.sql'))
  await write('migrations/1_a.sql', 'create table a ();')
  expect(await run()).toMatchObject({ applied: ['1_a.sql'], earlier: 1 })
  expect(warnings).toEqual([
    expect.stringMatching(/^1_a\.sql comes after 2, which was applied before it/),
    expect.stringMatching(/^The migration 2 was applied earlier and its file is gone/),
  ])
})

it('does not take another way of cutting a file into statements for a change of it', async () => {
  await write('migrations/1_a.sql', '-- one\ncreate table a ();\n\ncreate table b ();\n-- end\n')
  await run()
  for (const recorded of [`array[e'-- one\\ncreate table a (); create table b ();']`, "'{}'"]) {
    await db.query(`update supabase_migrations.schema_migrations set statements = ${recorded}`)
    await run()
  }
  expect(warnings).toEqual([])
})

it('refuses two migrations with one version', async () => {
  await write('migrations/1_a.sql', '')
  await write('migrations/1_b.sql', '')
  await expect(run()).rejects.toMatchObject({ code: 'migration-failed' })
})

it('sows the seed once, after the first migrations', async () => {
  await write('migrations/1_a.sql', 'create table plants (name text);')
  await write('seed.sql', "insert into plants values ('fern');")
  expect((await run()).seeded).toBe(true)
  expect((await run()).seeded).toBe(false)
  expect(await column('select name from plants')).toEqual(['fern'])
})

it('sows the seed at the next start when it failed', async () => {
  await write('migrations/1_a.sql', 'create table plants (name text);')
  await write('seed.sql', "insert into plants values ('fern');\nselect wrong;")
  await expect(run()).rejects.toThrow(/supabase\/seed\.sql:2:8: column "wrong" does not exist/)
  await write('seed.sql', "insert into plants values ('moss');")
  expect((await run()).seeded).toBe(true)
  expect(await column('select name from plants')).toEqual(['moss'])
})

it('never sows into a database that had its migrations before', async () => {
  await write('migrations/1_a.sql', 'create table plants (name text);')
  await run()
  await write('seed.sql', "insert into plants values ('fern');")
  expect((await run()).seeded).toBe(false)
})

it('tells those who listen that the schema changed', async () => {
  const listener = await db.connect()
  const heard = new Promise(resolve => listener.once('notification', resolve))
  await listener.query('listen pgrst')
  await write('migrations/1_a.sql', 'create table a ();')
  await run()
  expect(await heard).toMatchObject({ channel: 'pgrst', payload: 'reload schema' })
  await listener.end()
})

it('has nothing to do in a project without migrations', async () => {
  await rm(join(projectDir, 'supabase'), { recursive: true })
  expect(await run()).toEqual({ applied: [], earlier: 0, seeded: false })
})

it('runs what is written for hosted Supabase unedited', async () => {
  await write(
    'migrations/1_hosted.sql',
    `create table public.notes (
       id uuid primary key default gen_random_uuid(),
       key text default encode(gen_random_bytes(8), 'hex'),
       other uuid default uuid_generate_v4(),
       user_id uuid not null default auth.uid() references auth.users (id) on delete cascade
     );
     alter table public.notes enable row level security;
     create policy "own" on public.notes for all to authenticated
       using ((select auth.uid()) = user_id) with check ((auth.jwt() ->> 'sub')::uuid = user_id);
     alter publication supabase_realtime add table public.notes;
     insert into storage.buckets (id, name, public) values ('b', 'b', true) on conflict do nothing;
     create policy "read" on storage.objects for select using (bucket_id = 'b');
     create function public.hello() returns trigger language plpgsql security definer
       set search_path = '' as $$ begin return new; end $$;
     create trigger on_auth_user_created after insert on auth.users
       for each row execute function public.hello();
     grant usage on schema public to postgres, anon, authenticated, service_role;
     alter default privileges for role postgres in schema public grant all on tables to anon;
     comment on schema public is 'standard public schema';`,
  )
  await run()
  expect(
    await column(`select string_agg(grantee, ',' order by grantee) from information_schema.role_table_grants
      where table_name = 'notes' and privilege_type = 'SELECT' and grantee <> 'postgres'`),
  ).toEqual(['anon,authenticated,service_role'])
})

it('takes migrations and seed from elsewhere when they are named', async () => {
  await mkdir(join(projectDir, 'db'))
  await writeFile(join(projectDir, 'db', '1_plants.sql'), 'create table plants (name text);')
  await writeFile(join(projectDir, 'plants.sql'), "insert into plants values ('fern');")
  const migrationsDir = join(projectDir, 'db')
  const seedFile = join(projectDir, 'plants.sql')
  expect(await run({ migrationsDir, seedFile })).toMatchObject({
    applied: ['1_plants.sql'],
    seeded: true,
  })
  expect(await column('select name from plants')).toEqual(['fern'])
})

it.each([
  [{ migrationsDir: '/nowhere/at/all' }, /no folder \/nowhere\/at\/all.*--migrations/],
  [{ seedFile: '/nowhere/seed.sql' }, /no file \/nowhere\/seed\.sql.*--seed/],
])('says when what is named is not there (%j)', async (elsewhere, message) => {
  await expect(run(elsewhere)).rejects.toThrow(message)
})
