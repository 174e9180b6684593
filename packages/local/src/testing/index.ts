import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '../context.ts'
import { bootstrap } from '../database/bootstrap.ts'
import { openDatabase } from '../database/open-database.ts'
import { startCluster, type Cluster } from '../engine/cluster.ts'

/** A database of a test's own. */
export interface TestDatabase extends Database {
  /** For psql and other programs. */
  readonly url: string
}

const TEMPLATE = 'everfresh_template'

let shared: Promise<Cluster> | undefined
let made = 0

/** A fresh database with everything a Supabase database has before its first migration. */
export async function testDatabase(): Promise<TestDatabase> {
  shared ??= startTestCluster()
  const cluster = await shared
  made += 1
  const name = `test_${process.pid}_${made}`
  const admin = openDatabase({ connection: cluster.connection('postgres'), warn })
  try {
    await admin.query(`create database ${name} template ${TEMPLATE} strategy file_copy`)
  } finally {
    await admin.close()
  }
  const db = openDatabase({ connection: cluster.connection(name), warn })
  return { ...db, url: cluster.url(name), close: () => drop(db, cluster, name) }
}

async function drop(db: Database, cluster: Cluster, name: string): Promise<void> {
  await db.close()
  const admin = openDatabase({ connection: cluster.connection('postgres'), warn })
  try {
    await admin.query(`drop database if exists ${name} with (force)`)
  } finally {
    await admin.close()
  }
}

async function startTestCluster(): Promise<Cluster> {
  const dataDir = await mkdtemp(join(tmpdir(), 'everfresh-test-'))
  const cluster = await startCluster({ dataDir, durable: false })
  const end = async (): Promise<void> => {
    await cluster.stop()
    await rm(dataDir, { recursive: true, force: true })
  }
  // The test runner ends its workers with SIGTERM.
  process.once('SIGTERM', () => void end().finally(() => process.exit()))
  const admin = openDatabase({ connection: cluster.connection('postgres'), warn })
  await admin.query(`create database ${TEMPLATE}`)
  await admin.close()
  const template = openDatabase({ connection: cluster.connection(TEMPLATE), warn })
  await bootstrap(template)
  await template.close()
  return cluster
}

function warn(line: string): void {
  process.emitWarning(line)
}
