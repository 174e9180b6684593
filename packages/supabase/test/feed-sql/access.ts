import { expect, test } from 'vitest'
import type { FeedDatabase, FeedStage } from './stage.ts'

/** Somebody who may ask and write, and makes a type of their own that PostgreSQL would take for its. */
const traps = async (db: FeedDatabase): Promise<string> => {
  const name = `guest_${db.connection.database}`
  await db.sql(`create role ${name} in role authenticated`)
  await db.sql(`set session authorization ${name}`)
  await db.sql(
    `create table pg_temp.caught (as_role text);
     grant all on pg_temp.caught to public;
     create function pg_temp.caught() returns boolean language plpgsql as
       $$ begin insert into pg_temp.caught values (current_user); return true; end $$`,
  )
  for (const type of TYPES)
    await db.sql(`create domain pg_temp.${type} as pg_catalog.${type} check (pg_temp.caught())`)
  return name
}
const TYPES = ['text', 'jsonb', 'xid8', 'pg_snapshot', 'oid', 'regclass', 'name']

export const access = (stage: FeedStage): void => {
  test('a type of a caller’s own is never met by who asks or writes: nothing of theirs runs as the owner', async () => {
    const db = await stage.database()
    const guest = await traps(db)
    const { cursor } = await db.ask(['project:1'])
    await db.sql(`set request.headers = '{"x-everfresh-origin": "a"}'`)
    await db.sql(`insert into projects values (7, 'Eve')`)
    await db.sql(`insert into shots values (7, 1)`)
    await db.sql(`insert into links values (7, 7)`)
    await db.sql(`update links set note = 'x'; update shots set project_id = 2 where id = 7`)
    await db.sql(`delete from shots where id = 7; delete from projects where id = 7`)
    expect((await db.ask(['project:1'], cursor)).changes.length).toBeGreaterThan(0)
    expect(await db.value('select public.everfresh_rotate()')).toBe('nothing to do')
    expect(await db.sql(`select * from pg_temp.caught where as_role <> '${guest}'`)).toEqual([])
    expect(db.warnings()).toEqual([])
  })
}
