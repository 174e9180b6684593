import { writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { examineHere } from './examine-here.ts'
import { deadPort, startStrictPostgres } from './odd-server.ts'
import { doctor, flat, report, sqlOf, troubles } from './run-doctor.ts'
import { prepareStage } from './stage.ts'

const PLAIN = `
  alter table plain enable row level security;
  create policy own on plain for select to authenticated using (true);
  alter publication supabase_realtime add table plain;
`

const stage = prepareStage()
const { app, whole } = stage

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
    await stage.backend.sql(HURT)
    const config = join(stage.folder, 'hurt.json')
    const tables = ['notes', { table: 'lists', filter: 'project_id=eq.{project}' }, 'diary', 'wall']
    writeFileSync(config, JSON.stringify({ tables }))
    const asked = [...stage.asked(), '--db', stage.backend.databaseUrl]
    const examine = () => examineHere([...asked, '--config', config])

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
    for (const sql of sqlOf(first)) await stage.backend.sql(sql)

    // Row-level security on, and nobody reads until a policy lets them.
    const second = await examine()
    expect(troubles(second)).toEqual({ policies: ['row-hidden'] })
    for (const sql of sqlOf(second)) await stage.backend.sql(sql)

    const third = await examine()
    expect({ code: third.code, troubles: troubles(third) }).toEqual({ code: 0, troubles: {} })
    await stage.backend.sql(MENDED)
  })

  it.each([
    {
      fault: 'a table without a primary key',
      hurt: 'create table plain (id bigint not null, user_id uuid)',
      tables: ['plain'],
      expected: { identity: ['no-primary-key'] },
    },
    {
      fault: 'a publication that leaves out what is listened to',
      hurt: `alter publication supabase_realtime set (publish = 'insert')`,
      tables: ['tasks'],
      expected: { publication: ['operation-not-published'] },
    },
    {
      fault: 'a publication that is not there',
      hurt: 'drop publication supabase_realtime',
      tables: ['tasks'],
      expected: { publication: ['table-not-published'], subscription: ['table-refused'] },
    },
  ])('has $fault named, and is well when its SQL was run', async ({ hurt, tables, expected }) => {
    await stage.backend.sql(hurt)
    if (tables.includes('plain')) await stage.backend.sql(PLAIN)
    const args = [...stage.asked(), '--db', stage.backend.databaseUrl, '--tables', tables.join()]
    const found = await examineHere(args)
    expect(troubles(found)).toEqual(expected)
    for (const sql of sqlOf(found)) await stage.backend.sql(sql)
    expect(troubles(await examineHere(args))).toEqual({})
    await stage.backend.sql('drop table if exists plain')
  })

  it('has a filter named that no column answers', async () => {
    const config = join(stage.folder, 'filter.json')
    writeFileSync(config, JSON.stringify({ tables: [{ table: 'tasks', filter: 'project=eq.7' }] }))
    const found = await examineHere(['--db', stage.backend.databaseUrl, '--config', config])
    expect(troubles(found)).toEqual({ identity: ['filter-invalid'] })
  })

  it('has a missing privilege named, which is meant for whoever is not signed in, and mended for a user', async () => {
    const token = await stage.signIn()
    await stage.backend.sql('revoke select on tasks from anon, authenticated')
    const args = [...stage.asked(), '--tables', 'tasks']
    const [nobody, user] = await Promise.all([
      examineHere(args),
      examineHere([...args, '--token', token]),
    ])
    expect(nobody.checks.find(({ id }) => id === 'reading')).toMatchObject({
      state: 'ok',
      findings: ['no-privilege'],
    })
    expect(troubles(user)).toEqual({ reading: ['no-privilege'] })
    const [grant = ''] = sqlOf(user)
    expect(grant).toBe('grant select on "public"."tasks" to "authenticated";')
    await stage.backend.sql(grant)
    expect(troubles(await examineHere([...args, '--token', token]))).toEqual({})
    await stage.backend.sql('grant select on tasks to anon')
  })

  it('has a table named that REST does not know, or in a schema that it does not show', async () => {
    await stage.backend.sql(
      'create schema hidden; create table hidden.notes (id bigint primary key)',
    )
    const found = await examineHere([...stage.asked(), '--tables', 'nowhere,hidden.notes'])
    await stage.backend.sql('drop schema hidden cascade')
    const titles = found.findings.flatMap(({ code, title }) =>
      code === 'table-missing' ? title : [],
    )
    expect(titles).toEqual(['REST knows no table nowhere', 'REST shows no schema hidden'])
  })

  it('shows each finding to a person, with the SQL in a block of its own', async () => {
    const { code, out } = await doctor(['--tables', 'nowhere'], whole())
    expect(code).toBe(1)
    expect(out).toMatch(/^error {4}publication {7}There is no table public\.nowhere\.$/m)
    expect(out).toMatch(
      /^error: There is no table public\.nowhere\.\n {2}\S.*\n {2}Correct the name/m,
    )
    await stage.backend.sql('create table loose (id bigint primary key, user_id uuid)')
    const loose = await doctor(['--tables', 'loose'], whole())
    expect(loose.out).toContain(
      '\n\n    alter publication supabase_realtime add table "public"."loose";\n\n',
    )
    await stage.backend.sql('drop table loose')
  })

  it('says that nothing is published where no table is named and none is', async () => {
    await stage.backend.sql('alter publication supabase_realtime drop table tasks')
    const found = await report([], { ...whole(), cwd: tmpdir() })
    expect(troubles(found)).toMatchObject({ publication: ['nothing-published'] })
    await stage.backend.sql('alter publication supabase_realtime add table tasks')
  })

  it('is examined as well by a role that may hardly do anything, which is told what it may not', async () => {
    await stage.backend.sql('create role doctor_reader login')
    const db = `${stage.backend.databaseUrl.replace('user=postgres', 'user=doctor_reader')}`
    const { code, out, err } = await doctor(['--db', db, '--canary'], { ...whole(), env: app() })
    expect({ code, err }).toEqual({ code: 0, err: '' })
    expect(flat(out)).toContain('as doctor_reader (not the publication’s owner: the SQL below')
    expect(out).toMatch(/^ok {7}publication /m)
    expect(out).toMatch(/^skipped {2}a change arrives {2}doctor_reader may make no table/m)
    await stage.backend.sql('drop role doctor_reader')
  })

  it('says that the password is wrong, without saying which it was', async () => {
    const { port, stop } = await startStrictPostgres()
    const db = `postgres://postgres:pa%24%24word@127.0.0.1:${port}/postgres`
    const { code, out, err } = await doctor(['--db', db], { env: app(), cwd: stage.folder })
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
      doctor(['--db', far], { cwd: stage.folder }),
      doctor(['--db', nowhere], { cwd: stage.folder }),
    ])
    stop()
    expect(flat(plain.out)).toContain('password authentication failed')
    expect({ code: dead.code, err: dead.err }).toEqual({ code: 1, err: '' })
    expect(dead.out).toMatch(/ECONNREFUSED[^]*Nobody listens there: start the database/)
  })

  it.each([
    {
      whom: 'a role that may not log in',
      hurt: 'create role shut nologin',
      said: /28000/,
      next: /pg_hba\.conf/,
    },
    {
      whom: 'more connections than a role may have',
      hurt: 'create role shut login connection limit 0',
      said: /53300/,
      next: /All connections are in use/,
    },
    {
      whom: 'a role that may not connect',
      hurt: 'create role shut login; revoke connect on database DATABASE from public',
      said: /42501/,
      next: /connect as the owner/,
    },
  ])('that refuses $whom says so', async ({ hurt, said, next }) => {
    const { databaseUrl } = stage.backend
    const name = /^postgresql:\/\/\/([^?]*)/.exec(databaseUrl)?.[1] ?? ''
    await stage.backend.sql(hurt.replace('DATABASE', name))
    const db = databaseUrl.replace('user=postgres', 'user=shut')
    const { findings } = await examineHere(['--db', db])
    await stage.backend.sql(`grant connect on database ${name} to public; drop role shut`)
    expect(findings).toMatchObject([
      {
        code: 'database-unreachable',
        evidence: expect.stringMatching(said),
        next: expect.stringMatching(next),
      },
    ])
  })

  it('that has another name says which', async () => {
    const db = stage.backend.databaseUrl.replace(/^postgresql:\/\/\/[^?]*/, 'postgresql:///absent')
    const { findings } = await examineHere(['--db', db])
    expect(findings).toMatchObject([
      { code: 'database-unreachable', evidence: expect.stringMatching(/absent.*3D000/) },
    ])
  })

  it('is not needed: what cannot be known without it is skipped, with the query that tells it', async () => {
    const { code, out } = await doctor([], { env: app(), cwd: stage.folder })
    expect(code).toBe(0)
    expect(out).toMatch(/^skipped {2}publication {7}needs --db or --migrations/m)
    expect(flat(out)).toContain(`from pg_publication_tables where pubname = 'supabase_realtime'`)
  })
})
