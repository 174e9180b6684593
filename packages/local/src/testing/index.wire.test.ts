import { Client } from 'pg'
import { expect, it } from 'vitest'
import { testDatabase } from './index.ts'

it('gives each test a database of its own, with the roles of Supabase', async () => {
  const one = await testDatabase()
  const two = await testDatabase()
  await one.query('create table public.t (id int)')
  const seen = await one.as({ role: 'anon', claims: { sub: "o'\\x" } }, {}, client =>
    client.query(
      "select current_user, session_user, current_setting('request.jwt.claims') c, 1 as n, now() as t",
    ),
  )
  expect(seen.rows).toEqual([
    {
      current_user: 'anon',
      session_user: 'authenticator',
      c: `{"sub":"o'\\\\x"}`,
      n: '1',
      t: expect.any(String),
    },
  ])
  expect((await one.query('select current_user, session_user')).rows).toEqual([
    { current_user: 'postgres', session_user: 'postgres' },
  ])
  await expect(two.query('select from public.t')).rejects.toThrow('does not exist')
  await expect(
    one.as({ role: 'postgres', claims: {} }, {}, c => c.query('select 1')),
  ).rejects.toThrow('permission denied')
  await one.close()
  await two.close()
})

it('deletes a database to whose changes somebody still listens', async () => {
  const database = await testDatabase()
  const listener = new Client(database.connection)
  const ended = new Promise(resolve => listener.on('error', resolve))
  await listener.connect()
  await listener.query(`select pg_create_logical_replication_slot('left_behind', 'pgoutput', true)`)
  await database.close()
  expect(await ended).toMatchObject({ message: expect.stringContaining('terminat') })
})
