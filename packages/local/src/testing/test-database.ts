import type { ClientConfig } from 'pg'
import type { Database } from '../context.ts'
import { openDatabase } from '../database/open-database.ts'
import { runIn, TEMPLATE, warn, type TestCluster } from './cluster.ts'

/** A database of a test's own. */
export interface TestDatabase extends Database {
  /** For psql and other programs. */
  readonly url: string
  /** How to connect to it as its owner. */
  readonly connection: ClientConfig
  /** The version of PostgreSQL. */
  readonly version: string
  /** Closes and deletes it. */
  close(): Promise<void>
}

// A server that was just told to stop may still listen to changes, and `force` ends everything but that.
const END_LISTENERS = `select pg_terminate_backend(active_pid, 10000)
  from pg_replication_slots where database = $1 and active_pid is not null`

let made = 0

/** A new database on that cluster, with everything that Supabase's has before its first migration. */
export async function databaseOn(cluster: TestCluster): Promise<TestDatabase> {
  made += 1
  const name = `test_${process.pid}_${made}`
  await runIn(cluster.connection, `create database ${name} template ${TEMPLATE} strategy file_copy`)
  const connection = { ...cluster.connection, database: name }
  const db = openDatabase({ connection, superuser: true, warn })
  return {
    ...db,
    url: cluster.url.replace('///postgres?', `///${name}?`),
    connection,
    version: cluster.version,
    close: async () => {
      await db.close()
      await runIn(cluster.connection, END_LISTENERS, [name])
      await runIn(cluster.connection, `drop database if exists ${name} with (force)`)
    },
  }
}
