import { expect, test, vi } from 'vitest'
import type { FeedStage, Session } from './stage.ts'

const rotate = (session: Session): Promise<unknown> =>
  session.value('select public.everfresh_rotate()')
/** Sets the ring's clock. */
const slot = (session: Session, n: number): Promise<unknown> =>
  session.sql(
    `create or replace function everfresh.slot() returns integer language sql volatile return ${n}`,
  )
const aMinutePasses = (session: Session): Promise<unknown> =>
  session.sql(`update everfresh.state set marked_at = marked_at - interval '61 seconds'`)

/** What a dump brings along: rows and functions that name tables by the numbers that they had where it was made. */
const RESTORED = `do $$
declare
  tracked oid;
  function record;
begin
  update everfresh.state set log_oid = 1;
  for tracked in select target from everfresh.tracked loop
    update everfresh.paths set hops = replace(hops::text, tracked::text, '1')::jsonb;
    for function in
      select pg_get_functiondef(p.oid) as made from pg_proc p
       where p.pronamespace = 'everfresh'::regnamespace and p.prorettype = 'trigger'::regtype and p.prosrc like '%' || tracked || '%'
    loop
      execute replace(function.made, ', ' || tracked || ', tg_op', ', 1, tg_op');
    end loop;
  end loop;
end $$`

export const rotation = (stage: FeedStage): void => {
  test('the watermark is raised a minute before a table is emptied, and only its changes are forgotten', async () => {
    const db = await stage.database()
    await slot(db, 3)
    const [early, late] = [await db.reader('project:1'), await db.reader('project:1')]
    await db.sql(`insert into shots values (7, 1)`)
    expect(await late.hears()).toEqual(['project:1 shots INSERT 7'])
    await slot(db, 2)
    await db.sql(`insert into shots values (8, 1)`)
    expect((await db.ask(['project:1'])).rotate).toBe(true)
    expect(await rotate(db)).toBe('marked')
    expect((await db.ask(['project:1'])).rotate).toBe(false)
    expect(await rotate(db)).toBe('marked')
    expect(await db.value('select count(*)::int from everfresh.log')).toBe(2)
    await aMinutePasses(db)
    expect((await db.ask(['project:1'])).rotate).toBe(true)
    expect(await rotate(db)).toBe('emptied')
    expect(await rotate(db)).toBe('nothing to do')
    expect(await db.value('select count(*)::int from everfresh.log')).toBe(1)
    expect(await early.hears()).toBe('too-old')
    expect(await late.hears()).toEqual(['project:1 shots INSERT 8'])
  })

  test('nothing is emptied that somebody is still writing to, nor what came since the watermark', async () => {
    const db = await stage.database()
    const writer = await db.session()
    await slot(db, 3)
    await db.sql(`insert into shots values (7, 1)`)
    await writer.sql(`begin; insert into shots values (8, 1)`)
    const reader = await db.reader('project:1')
    await slot(db, 2)
    expect(await rotate(db)).toBe('marked')
    await aMinutePasses(db)
    expect(await rotate(db)).toBe('in use')
    // Others are let through, and it is tried once a minute at most.
    expect(await rotate(db)).toBe('marked')
    await writer.sql('commit')
    await aMinutePasses(db)
    expect(await rotate(db)).toBe('marked')
    expect(await reader.hears()).toBe('too-old')
    await aMinutePasses(db)
    expect(await rotate(db)).toBe('emptied')
    await db.sql(`insert into shots values (9, 1)`)
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 9'])
  })

  test('a reader who sees things as they were before the watermark is told that it is too late', async () => {
    const db = await stage.database()
    await slot(db, 3)
    const old = await db.session()
    const { cursor } = await db.ask(['project:1'])
    await db.sql(`insert into shots values (7, 1)`)
    await old.sql('begin isolation level repeatable read; select 1')
    await slot(db, 2)
    await rotate(db)
    await aMinutePasses(db)
    expect(await rotate(db)).toBe('emptied')
    expect(await old.ask(['project:1'], cursor)).toMatchObject({
      complete: false,
      reason: 'too-old',
    })
    await old.sql('rollback')
  })

  test('two do not rotate at once, and who sees things as they were does not rotate', async () => {
    const db = await stage.database()
    const other = await db.session()
    await slot(db, 3)
    await db.sql(`insert into shots values (7, 1)`)
    await slot(db, 2)
    await other.sql('begin; select everfresh.rotate()')
    expect(await rotate(db)).toBe('another one is at it')
    await other.sql('rollback')
    await db.sql('begin isolation level repeatable read')
    await expect(rotate(db)).rejects.toMatchObject({ code: '25000' })
    await db.sql('rollback')
    expect(await rotate(db)).toBe('marked')
  })

  test('who writes a child and sees things as they were before what is kept may not know of a move: that it is too late is told', async () => {
    const db = await stage.database()
    const writer = await db.session()
    await slot(db, 3)
    await writer.sql('begin isolation level repeatable read; select from shots')
    await db.sql('update shots set project_id = 2 where id = 1')
    await slot(db, 2)
    await rotate(db)
    await aMinutePasses(db)
    expect(await rotate(db)).toBe('emptied')
    await db.sql(`insert into pairs values (1, 'b', 1)`)
    const reader = await db.reader('project:2')
    await writer.sql(`update links set note = 'x' where id = 1; commit`)
    expect(await reader.hears()).toBe('too-old')
    expect(await reader.hears()).toEqual([])
  })

  test('writes go on while a table is locked by a rotation', async () => {
    const db = await stage.database()
    const other = await db.session()
    await slot(db, 2)
    await other.sql('begin; lock table everfresh.log_3 in share mode; select everfresh.rotate()')
    await db.sql(`begin; insert into shots values (7, 1); insert into shots values (8, 1); commit`)
    expect(await db.sent()).toEqual(['project:1: shots INSERT 7,8'])
    await other.sql('rollback')
  })

  test('a writer that waits for no lock waits for that of a rotation, and its change is logged', async () => {
    const db = await stage.database()
    const [reader, other] = [await db.reader('project:1'), await db.session()]
    await slot(db, 2)
    await other.sql('begin; lock table everfresh.log_2 in access exclusive mode')
    await db.sql(`set lock_timeout = 1`)
    const written = db.sql('insert into shots values (7, 1)')
    let since: unknown
    // The wait that does not end after a millisecond, as the first did.
    await vi.waitUntil(async () => {
      const before = since
      since = await other.value(
        `select max(waitstart)::text from pg_locks where relation = 'everfresh.log_2'::regclass and not granted`,
      )
      return since !== null && since === before
    })
    await other.sql('rollback')
    await written
    expect(db.warnings()).toEqual([])
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 7'])
  })

  test.each([
    ['another cluster', `update everfresh.state set system_identifier = '1'`],
    ['another time of this database', `update everfresh.state set log_oid = 1`],
  ])('a dump of %s is complete for nobody, and begins anew', async (_, restored) => {
    const db = await stage.database()
    await db.sql(`insert into shots values (6, 1)`)
    await db.sql(restored)
    const reader = await db.reader('project:1')
    await db.sql(`insert into shots values (7, 1)`)
    expect(await reader.hears()).toBe('other-history')
    await db.sql(`insert into shots values (8, 1)`)
    expect((await db.ask(['project:1'])).rotate).toBe(true)
    expect(await rotate(db)).toBe('began anew')
    // What was logged before is gone, and that is said.
    expect(await reader.hears()).toBe('too-old')
    await db.sql(`insert into shots values (9, 1)`)
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 9'])
  })

  test('a restored dump tells what leads through a parent as soon as it has begun anew', async () => {
    const db = await stage.database()
    await db.sql(RESTORED)
    expect(await rotate(db)).toBe('began anew')
    const reader = await db.reader('project:1')
    await db.sql(`update shots set project_id = 2 where id = 1`)
    expect(await reader.hears()).toEqual([
      'project:1 links UPDATE many',
      'project:1 shots UPDATE 1',
    ])
  })

  test('a restored dump begins anew when nobody writes: whoever calls for that does not wait, and keeps others waiting once a minute at most', async () => {
    const db = await stage.database()
    const writer = await db.session()
    await db.sql(RESTORED)
    await writer.sql('begin; insert into links values (7, 1)')
    await db.sql(`set statement_timeout = '4s'`)
    expect((await db.ask(['project:1'])).rotate).toBe(true)
    expect(await rotate(db)).toBe('in use')
    expect((await db.ask(['project:1'])).rotate).toBe(false)
    expect(await rotate(db)).toBe('tried a moment ago')
    await writer.sql('commit')
    await aMinutePasses(db)
    expect((await db.ask(['project:1'])).rotate).toBe(true)
    expect(await rotate(db)).toBe('began anew')
  })

  test('a restored dump that lacks a table begins anew when that is mended, and names it to nobody', async () => {
    const db = await stage.database()
    await db.sql(`${RESTORED}; drop table shots cascade`)
    const reader = await db.reader('project:1')
    expect(await rotate(db)).toBe('failed: the log of the database says why')
    expect(await reader.hears()).toBe('other-history')
    await db.sql(`select everfresh.untrack('links')`)
    await aMinutePasses(db)
    expect(await rotate(db)).toBe('began anew')
  })

  test('changes are kept for as long as was said, and the change of that loses nothing', async () => {
    const db = await stage.database()
    const width = `select substring(pg_get_functiondef('everfresh.slot()'::regprocedure) from '/ \\(?(\\d+)')::int`
    expect(await db.value(width)).toBe(14_400)
    const before = await db.value('select everfresh.slot()')
    const reader = await db.reader('project:1')
    await db.sql(`insert into shots values (7, 1)`)
    await db.sql(`select everfresh.keep('7 days')`)
    expect(await db.value(width)).toBe(100_800)
    expect(await db.value('select everfresh.slot()')).toBe(before)
    expect(await rotate(db)).toBe('nothing to do')
    expect(await reader.hears()).toEqual(['project:1 shots INSERT 7'])
    for (const wrong of ['59 minutes', '31 days', null]) {
      await expect(db.sql('select everfresh.keep($1)', [wrong])).rejects.toMatchObject({
        code: '22023',
      })
    }
  })
}
