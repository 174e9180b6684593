import { describe, expect, test } from 'vitest'
import { kit, removal } from '../kit.ts'
import type { FeedDatabase, FeedStage } from './stage.ts'

const OBJECTS = `
  select 'function ' || p.oid::regprocedure as name from pg_proc p where p.pronamespace in ('public'::regnamespace, to_regnamespace('everfresh'))
  union all select 'trigger ' || t.tgname from pg_trigger t where not t.tgisinternal and t.tgname like 'everfresh%'
  union all select 'policy ' || polname from pg_policy where polname like 'everfresh%'
  union all select 'schema ' || nspname from pg_namespace where nspname like 'everfresh%'
  union all select 'job ' || jobname from cron.job`

/** Where pg_cron is: what the kit uses of it. */
const CRON = `create schema cron; create table cron.job (jobname text primary key, command text);
  create function cron.schedule(text, text, text) returns bigint language sql as
    'insert into cron.job values ($1, $3) on conflict (jobname) do update set command = excluded.command returning 1::bigint';
  create function cron.unschedule(text) returns boolean language sql as 'delete from cron.job where jobname = $1 returning true'`

export const install = (stage: FeedStage): void => {
  test('the migration may run again, and keeps the app’s can_read, what is tracked, logged and said', async () => {
    const db = await stage.database()
    await db.sql(
      `select everfresh.keep('2 hours'); update everfresh.state set version = 0, poll_after_ms = 7000`,
    )
    const reader = await db.reader('project:1')
    await db.sql(`insert into shots values (7, 1)`)
    const slots = `select pg_get_functiondef('everfresh.slot()'::regprocedure)`
    const before = await db.value(slots)
    await db.sql(kit())
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 7'])
    expect(await db.value(slots)).toBe(before)
    expect(await db.sql('select version, kept::text, poll_after_ms from everfresh.state')).toEqual([
      { version: 1, kept: '02:00:00', poll_after_ms: 7000 },
    ])
    await expect(db.ask(['secret:1'])).rejects.toMatchObject({ code: '42501' })
    await db.sql(`insert into links values (8, 7)`)
    expect(await reader.hears()).toEqual(['project:1 links INSERT 8'])
  })

  test('applied again one statement at a time, it does not wait for who writes to make an index that is there', async () => {
    const db = await stage.database()
    const writer = await db.session()
    await writer.sql('begin; insert into shots values (7, 1)')
    await db.sql(`set lock_timeout = '100ms'`)
    const statements = kit().match(/^(?:do \$do\$[^]*?\$do\$|create index[^;]*);/gm) ?? []
    const making = statements.filter(statement => statement.includes('create index'))
    expect(making.length).toBeGreaterThan(1)
    for (const statement of making) await db.sql(statement)
    await writer.sql('commit')
  })

  test('an older kit does not overwrite a newer one', async () => {
    const db = await stage.database()
    await db.sql(`update everfresh.state set version = 99`)
    await expect(db.sql(kit())).rejects.toMatchObject({
      message: expect.stringContaining('newer version') as unknown,
      hint: expect.stringContaining('@everfresh/supabase') as unknown,
    })
  })

  test('functions of the app that have our names are left alone, and named', async () => {
    const db = await stage.database('bare')
    await db.sql(
      `create function public.changes_since(text) returns text language sql as 'select $1'`,
    )
    await expect(db.sql(kit())).rejects.toMatchObject({
      message: expect.stringContaining('not ours') as unknown,
    })
  })

  test('removal leaves nothing behind, and the app’s writes go on', async () => {
    const db = await stage.database('bare')
    await db.sql(CRON)
    await db.sql(`create table shots (id integer primary key, project_id integer)`)
    const before = await db.sql(OBJECTS)
    await db.sql(kit())
    await db.sql(kit())
    await db.sql(
      `create or replace function everfresh.can_read(scope text) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as 'select true'`,
    )
    await db.sql(`select everfresh.track('shots', 'project:{project_id}')`)
    const there = await db.sql<{ name: string }>(OBJECTS)
    expect(there.map(({ name }) => name)).toEqual(
      expect.arrayContaining([
        'job everfresh-rotate',
        'trigger everfresh_insert',
        'schema everfresh',
      ]),
    )
    await db.sql(removal())
    expect(await db.sql(OBJECTS)).toEqual(before)
    await db.sql(`insert into shots values (7, 1)`)
    await db.sql(removal())
  })

  test('removal stops, whole, where the app uses more of the feed than it gives', async () => {
    const db = await stage.database()
    await db.sql(
      `create policy own on projects using (everfresh.may_hear('everfresh:project:' || id));
       create view seen as select * from everfresh.log;
       create table notes (id int primary key, told everfresh.told, all_told everfresh.told[]);
       create function teller(everfresh.tracked) returns text language sql as 'select 1::text'`,
    )
    await expect(db.sql(removal())).rejects.toMatchObject({
      code: '2BP01',
      message: expect.stringMatching(
        /column all_told of table notes, column told of table notes, function teller.*policy own on table projects.*view seen/,
      ) as unknown,
    })
    await db.sql(`insert into shots values (7, 1)`)
    expect(await db.sent()).toEqual(['project:1: shots INSERT 7'])
  })

  test('a table that was dropped leaves no function of its triggers behind', async () => {
    const db = await stage.database()
    const functions = (): Promise<unknown> =>
      db.value(
        `select count(*)::int from pg_proc where pronamespace = 'everfresh'::regnamespace and prorettype = 'trigger'::regtype`,
      )
    const before = await functions()
    await db.sql(
      `create table more (id int primary key, project_id int); select everfresh.track('more', 'project:{project_id}')`,
    )
    await db.sql('drop table more')
    await db.sql('select everfresh.retrack()')
    expect(await functions()).toBe(before)
  })

  test('a table that can be tracked no more as it was is named, with what to do, and all stays as it is', async () => {
    const db = await stage.database()
    await db.sql('drop table shots cascade')
    for (const again of [kit(), 'select everfresh.retrack()']) {
      await expect(db.sql(again)).rejects.toMatchObject({
        code: '42P01',
        message: expect.stringMatching(
          /links cannot be tracked any more as it was: there is no table public.shots/,
        ) as unknown,
        hint: expect.stringContaining(`select everfresh.untrack('public.links')`) as unknown,
      })
      await db.sql('rollback')
    }
    await db.sql(`select everfresh.untrack('links')`)
    await db.sql(kit())
    const reader = await db.reader('project:1')
    await db.sql(`delete from projects where id = 1`)
    expect(await reader.hears()).toEqual(['project:1 projects DELETE 1'])
  })

  describe('where the owner is no superuser', () => {
    const installed = async (): Promise<FeedDatabase> => {
      const db = await stage.database('bare')
      const owner = db.connection.database
      await db.sql(
        `create role ${owner}; grant anon, authenticated, service_role to ${owner};
         grant create on database ${owner} to ${owner}; alter schema public owner to ${owner};
         alter schema realtime owner to ${owner}; alter table realtime.messages owner to ${owner};
         alter function realtime.send owner to ${owner}; set role ${owner}`,
      )
      await db.sql(kit())
      await db.sql(
        `create or replace function everfresh.can_read(scope text) returns boolean language sql stable security definer set search_path = pg_catalog, pg_temp as 'select true';
         create table shots (id integer primary key, project_id integer); create table links (id integer primary key, shot_id integer references shots);
         grant all on shots, links to authenticated;
         select everfresh.track('shots', 'project:{project_id}');
         select everfresh.track('links', 'project:{shot_id -> shots.project_id}')`,
      )
      return db
    }

    test('it is installed, logs and broadcasts', async () => {
      const db = await installed()
      await db.sql('set role authenticated')
      const reader = await db.reader('project:1')
      await db.sql(`insert into shots values (7, 1)`)
      await db.sql(`insert into links values (1, 7)`)
      expect(db.warnings()).toEqual([])
      expect(await reader.hears()).toEqual(['project:1 links INSERT 1', 'project:1 shots INSERT 7'])
      await db.sql('reset role')
      expect(await db.sent()).toEqual(['project:1: shots INSERT 7', 'project:1: links INSERT 1'])
    })

    test('a table of somebody else is refused', async () => {
      const db = await installed()
      await db.sql(`reset role; create table others (id integer primary key)`)
      await db.sql(`set role ${db.connection.database}`)
      await expect(db.sql(`select everfresh.track('others', 'x:{id}')`)).rejects.toMatchObject({
        code: '42501',
        message: expect.stringContaining('belongs to postgres') as unknown,
      })
    })

    test('a policy that would hide a parent from the feed is a hole, not a silence', async () => {
      const db = await installed()
      await db.sql(`insert into shots values (7, 1)`)
      await db.sql(
        `alter table shots enable row level security; alter table shots force row level security`,
      )
      const reader = await db.reader('project:1')
      await db.sql(`insert into links values (1, null)`)
      expect(db.warnings()).toEqual([expect.stringContaining('row-level security')])
      expect(await reader.hears()).toBe('not-logged')
    })
  })
}
