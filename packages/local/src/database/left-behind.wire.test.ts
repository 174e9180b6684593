import { afterAll, beforeAll, expect, it } from 'vitest'
import { testDatabase, type TestDatabase } from '../testing/index.ts'

let db: TestDatabase
beforeAll(async () => {
  db = await testDatabase()
  await db.query(`
    create function forget_oneself() returns void language plpgsql as $$ begin
      set search_path to pg_catalog;
      perform set_config('role', 'anon', false), set_config('app.user', 'alice', false);
    end $$`)
})
afterAll(() => db.close())

const caller = { role: 'authenticated', claims: {} }

it('what a function sets for its session reaches nobody else', async () => {
  await db.as(caller, {}, client => client.query('select forget_oneself()'))
  await db.transaction(client => client.query('select public.forget_oneself()'))
  const { rows } = await db.query(
    `select current_user = session_user as owner, current_setting('search_path') as path,
            current_setting('TimeZone') as zone, current_setting('app.user', true) as app`,
  )
  expect(rows).toEqual([{ owner: 't', path: '"$user",public,extensions', zone: 'UTC', app: '' }])
})
