import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../engine/cluster.ts'
import { startLocal, type LocalBackend } from '../index.ts'
import { broadcasts } from './testing/heard.ts'
import { connectRaw, joinFrame, type RawClient } from './testing/raw-client.ts'

// A PostgreSQL with prepared transactions, which are off unless asked for.

let dataDir: string
let cluster: Cluster
let backend: LocalBackend
let database: pg.Client
let client: RawClient
beforeAll(async () => {
  dataDir = await mkdtemp(join(tmpdir(), 'everfresh-two-phase-'))
  const settings = { max_prepared_transactions: '2' }
  cluster = await startCluster({ dataDir, durable: false, settings })
  backend = await startLocal({ port: 0, projectDir: dataDir, db: cluster.url('postgres') })
  database = new pg.Client(cluster.connection('postgres'))
  await database.connect()
  await database.query(`
    create table public.notes (id int primary key);
    alter publication supabase_realtime add table public.notes;
    create function public.tell() returns trigger language plpgsql as $$
    begin
      perform realtime.send(jsonb_build_object('note', new.id), 'noted', 'a', false);
      return null;
    end $$;
    create constraint trigger tell after insert on public.notes
      deferrable initially deferred for each row execute function public.tell();`)
  client = await connectRaw({ url: backend.url, context: { tokens: backend } })
  const binding = { event: '*', schema: 'public', table: 'notes' }
  client.send(
    joinFrame('a', { broadcast: { replication_ready: true }, postgres_changes: [binding] }),
  )
  await client.event('a', 'system', 1)
})
afterAll(async () => {
  await database.end()
  await backend.stop()
  await cluster.stop()
  await rm(dataDir, { recursive: true, force: true })
})

const notes = (): unknown[] =>
  broadcasts(client).map(
    each => (each as { readonly payload: { readonly note: number } }).payload.note,
  )
const rows = (): unknown[] =>
  client.frames
    .filter(frame => Array.isArray(frame) && frame[3] === 'postgres_changes')
    .map(frame => (frame as { readonly data: { readonly record: object } }[])[4]?.data.record)

it('what a deferred trigger says is heard when its transaction commits, not when it is prepared', async () => {
  await database.query(`begin; insert into public.notes values (1); prepare transaction 'one'`)
  // Prepared before, committed after.
  await database.query('insert into public.notes values (2)')
  await expect.poll(notes, { timeout: 10_000 }).toEqual([2])
  await database.query(`commit prepared 'one'`)
  await expect.poll(notes, { timeout: 10_000 }).toEqual([2, 1])
  await expect.poll(rows, { timeout: 10_000 }).toEqual([{ id: 2 }, { id: 1 }])
})

it('what a prepared transaction said is never heard when it is rolled back', async () => {
  const before = notes()
  await database.query(`begin; insert into public.notes values (3); prepare transaction 'three'`)
  await database.query(`rollback prepared 'three'`)
  await database.query('insert into public.notes values (4)')
  await expect.poll(notes, { timeout: 10_000 }).toEqual([...before, 4])
})
