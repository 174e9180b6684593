import { startBackend, type LocalBackend } from '../backend.ts'
import { migrate } from '../database/migrations.ts'
import { findProjectSql } from '../database/project-sql.ts'
import { listen } from '../http/listen.ts'
import type { BackendOptions } from '../options.ts'
import { createTeardown } from '../teardown.ts'
import { announcedCluster } from './cluster-variable.ts'
import { startTestCluster, warn, type TestCluster } from './cluster.ts'
import { databaseOn, type TestDatabase } from './test-database.ts'

export type { LocalBackend } from '../backend.ts'
export type { BackendOptions } from '../options.ts'
export type { TestDatabase } from './test-database.ts'

/** Options of {@link testBackend}. */
export interface TestBackendOptions extends BackendOptions {
  /** The folder whose `supabase/migrations` and `supabase/seed.sql` are applied. Default: none are. */
  readonly projectDir?: string
}

let shared: Promise<TestCluster> | undefined

/**
 * A fresh database with everything that Supabase's has before its first migration, in some 20 ms. The
 * server behind it is shared; without one that a global set-up started, this process starts its own.
 */
export async function testDatabase(): Promise<TestDatabase> {
  return databaseOn(await (shared ??= findTestCluster()))
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
  const announced = announcedCluster()
  if (announced !== undefined) return announced
  const own = await startTestCluster()
  // Vitest ends its workers with SIGTERM.
  process.once('SIGTERM', () => void own.stop().finally(() => process.exit()))
  return own
}
