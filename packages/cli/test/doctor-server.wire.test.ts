import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { startCluster, type Cluster } from '../../local/src/engine/cluster.ts'
import { examineHere } from './examine-here.ts'
import { startPostgresPort } from './odd-server.ts'
import { sqlOf, troubles } from './run-doctor.ts'

let folder: string
let cluster: Cluster

const startWith = async (settings: Readonly<Record<string, string>>): Promise<void> => {
  const rules = { hba_file: join(folder, 'pg_hba.conf') }
  cluster = await startCluster({
    dataDir: join(folder, 'data'),
    durable: false,
    settings: { ...rules, ...settings },
  })
}

const sql = async (text: string): Promise<readonly Readonly<Record<string, unknown>>[]> => {
  const client = new pg.Client(cluster.connection('postgres'))
  await client.connect()
  try {
    return (await client.query(text)).rows as readonly Readonly<Record<string, unknown>>[]
  } finally {
    await client.end()
  }
}

const examine = () => examineHere(['--db', cluster.url('postgres'), '--public'])

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everfresh-server-'))
  await writeFile(
    join(folder, 'pg_hba.conf'),
    'local all locked scram-sha-256\nlocal all all trust\n',
  )
  await startWith({ wal_level: 'replica' })
  await sql("create role locked login password 'right'; create role authenticated")
})
afterAll(async () => {
  await cluster.stop()
  await rm(folder, { recursive: true, force: true })
})

describe('a PostgreSQL of one’s own', () => {
  it('that takes no wrong password says so, without the password', async () => {
    const { port, stop } = await startPostgresPort(cluster.url('postgres'))
    const found = await examineHere([
      '--db',
      `postgres://locked:hushhush@127.0.0.1:${port}/postgres`,
    ])
    stop()
    expect(troubles(found)).toEqual({ database: ['database-unreachable'] })
    expect(found.findings[0]?.evidence).toContain('28P01')
    expect(JSON.stringify(found)).not.toContain('hushhush')
  })

  it('whose log is too short and whose publication is missing is mended by the SQL and a restart', async () => {
    await sql(`create table tasks (id bigint primary key);
      grant select on tasks to authenticated;
      alter table tasks enable row level security;
      create policy own on tasks for select to authenticated using (true)`)
    const first = await examine()
    expect(troubles(first)).toEqual({
      database: ['database-settings'],
      publication: ['nothing-published'],
    })
    for (const text of sqlOf(first)) await sql(text.replace('<table>', 'tasks'))
    // The setting that the statement wrote; that of this start, given as it started, was stronger.
    const written = `select setting from pg_file_settings where name = 'wal_level' order by seqno desc limit 1`
    const [{ setting } = {}] = await sql(written)
    await cluster.stop()
    await startWith({ wal_level: String(setting) })
    expect(troubles(await examine())).toEqual({})
  })

  it('that only follows another is named a replica', async () => {
    await cluster.stop()
    await writeFile(join(folder, 'data/postgres/standby.signal'), '')
    await startWith({ wal_level: 'logical' })
    expect(troubles(await examine())).toEqual({ policies: ['rest-on-replica'] })
  })
})
