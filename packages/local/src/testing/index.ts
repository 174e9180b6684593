import type { ClientConfig } from 'pg'
import { startBackend, type LocalBackend } from '../backend.ts'
import type { Database } from '../context.ts'
import { migrate } from '../database/migrations.ts'
import { openDatabase } from '../database/open-database.ts'
import { findProjectSql } from '../database/project-sql.ts'
import { listen } from '../http/listen.ts'
import type { BackendOptions } from '../options.ts'
import { createTeardown } from '../teardown.ts'
import {
  CLUSTER_VARIABLE,
  runIn,
  startTestCluster,
  TEMPLATE,
  warn,
  type TestCluster,
} from './cluster.ts'

export type { LocalBackend } from '../backend.ts'
export type { BackendOptions } from '../options.ts'

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

/** Options of {@link testBackend}. */
export interface TestBackendOptions extends BackendOptions {
  /** The folder whose `supabase/migrations` and `supabase/seed.sql` are applied. Default: none are. */
  readonly projectDir?: string
}

// A server that was just told to stop may still listen to changes, and `force` ends everything but that.
const END_LISTENERS = `select pg_terminate_backend(active_pid, 10000)
  from pg_replication_slots where database = $1 and active_pid is not null`

let shared: Promise<TestCluster> | undefined
let made = 0

/**
 * A fresh database with everything that Supabase's has before its first migration, in some 20 ms. The
 * server behind it is shared; without one that a global set-up started, this process starts its own.
 */
export async function testDatabase(): Promise<TestDatabase> {
  const cluster = await (shared ??= findTestCluster())
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

/** A whole backend on a free port with a database of its own, which `stop` deletes. */
export async function testBackend(options: TestBackendOptions = {}): Promise<LocalBackend> {
  const teardown = createTeardown()
  try {
    const db = await testDatabase()
    teardown.add(() => db.close())
    if (options.projectDir !== undefined) await migrate(db, await findProjectSql(options), warn)
    const { host } = options
    const listener = await listen(options.port ?? 0, host === undefined ? {} : { host })
    teardown.add(() => listener.close())
    const ground = { listener, db, databaseUrl: db.url, postgres: db.version, teardown }
    return await startBackend(ground, { warn, ...options })
  } catch (error) {
    await teardown.run().catch(() => undefined)
    throw error
  }
}

async function findTestCluster(): Promise<TestCluster> {
  const announced = process.env[CLUSTER_VARIABLE]
  if (announced !== undefined) return JSON.parse(announced) as TestCluster
  const own = await startTestCluster()
  // Vitest ends its workers with SIGTERM.
  process.once('SIGTERM', () => void own.stop().finally(() => process.exit()))
  return own
}
