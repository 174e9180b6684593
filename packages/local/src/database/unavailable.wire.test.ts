import { createClient } from '@supabase/supabase-js'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import WebSocket from 'ws'
import { startBackend, type LocalBackend } from '../backend.ts'
import { listen } from '../http/listen.ts'
import { createTeardown } from '../teardown.ts'
import { testDatabase, type TestDatabase } from '../testing/index.ts'

let backend: LocalBackend
let db: TestDatabase
beforeAll(async () => {
  const teardown = createTeardown()
  db = await testDatabase()
  teardown.add(() => db.close())
  const listener = await listen(0)
  const ground = { listener, db, databaseUrl: db.url, postgres: db.version, teardown }
  backend = await startBackend(ground, { warn: () => undefined })
})
afterAll(() => backend.stop())

/** Lets nobody into the database while `work` goes on. */
async function away(work: () => Promise<void>): Promise<void> {
  const admin = new pg.Client({ ...db.connection, database: 'postgres' })
  const name = String(db.connection.database)
  await admin.connect()
  try {
    await admin.query(`alter database "${name}" allow_connections false`)
    await admin.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [
      name,
    ])
    await work()
  } finally {
    await admin.query(`alter database "${name}" allow_connections true`)
    await admin.end()
  }
}

it('a database that is away is a fault of the moment to every service', async () => {
  const supabase = createClient(backend.url, backend.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    db: { retry: false },
    realtime: { transport: WebSocket as never },
  })
  const { data } = await supabase.auth.signInAnonymously()
  await away(async () => {
    const { error } = await supabase.auth.getUser()
    expect([error?.name, error?.status]).toEqual(['AuthRetryableFetchError', 503])
    const listed = await supabase.storage.listBuckets()
    expect(listed.error).toMatchObject({ status: 503, statusCode: '503' })
    expect((await supabase.from('anything').select()).status).toBe(503)
    const again = await supabase.auth.getSession()
    expect(again.data.session?.user.id).toBe(data.user?.id)
  })
  expect((await supabase.auth.getUser()).data.user?.id).toBe(data.user?.id)
})

it('so is one that goes away while it is asked', async () => {
  const admin = new pg.Client(db.connection)
  await admin.connect()
  try {
    await admin.query('begin; lock table auth.users, storage.buckets')
    const headers = { apikey: backend.anonKey, 'Content-Type': 'application/json' }
    const signUp = fetch(`${backend.url}/auth/v1/signup`, { method: 'POST', headers, body: '{}' })
    const list = fetch(`${backend.url}/storage/v1/bucket`, { headers })
    const stuck = 'datname = current_database() and cardinality(pg_blocking_pids(pid)) > 0'
    const waiting = async (): Promise<number> => {
      const { rows } = await backend.sql(`select pid from pg_stat_activity where ${stuck}`)
      return rows.length
    }
    await expect.poll(waiting, { timeout: 10_000 }).toBe(2)
    await backend.sql(`select pg_terminate_backend(pid) from pg_stat_activity where ${stuck}`)
    const answers = await Promise.all([signUp, list])
    expect(answers.map(({ status }) => status)).toEqual([503, 503])
  } finally {
    await admin.end()
  }
})
