import { mkdtemp, readdir, stat } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientConfig } from 'pg'
import { bootstrap } from '../database/bootstrap.ts'
import { openDatabase } from '../database/open-database.ts'
import { removeAbandoned } from '../engine/abandoned.ts'
import { startCluster, type ClusterOptions } from '../engine/cluster.ts'
import { putMadeDatabase } from './made-database.ts'

/** Where the databases of tests are. Plain data, so that it can be handed to other processes. */
export interface TestCluster {
  readonly connection: ClientConfig
  readonly url: string
  readonly version: string
}

/** A test cluster, and how to end it. */
export interface RunningTestCluster extends TestCluster {
  /** Holds `postgres`, PostgreSQL's own data folder. */
  readonly dataDir: string
  stop(): Promise<void>
}

const PREFIX = 'everfresh-test-'
const MAY_BE_STARTING_MS = 60_000

/** The database that every test database is a copy of. */
export const TEMPLATE = 'everfresh_template'

/** Starts PostgreSQL in a folder of its own, which `stop` removes, and makes the template. */
export async function startTestCluster(
  options: Pick<ClusterOptions, 'binaries' | 'durable' | 'settings'> = {},
): Promise<RunningTestCluster> {
  await sweep()
  const dataDir = await mkdtemp(join(tmpdir(), PREFIX))
  await putMadeDatabase(dataDir, options.binaries)
  const cluster = await startCluster({ durable: false, ...options, dataDir })
  const stop = async (): Promise<void> => {
    await cluster.stop()
    await removeAbandoned(dataDir)
  }
  try {
    const connection = cluster.connection('postgres')
    await runIn(connection, `create database ${TEMPLATE}`)
    const template = openDatabase({
      connection: cluster.connection(TEMPLATE),
      superuser: true,
      warn,
    })
    await bootstrap(template)
    await template.close()
    return { connection, url: cluster.url('postgres'), version: cluster.version, dataDir, stop }
  } catch (error) {
    await stop()
    throw error
  }
}

/** Removes what test runs that were killed have left, however they died. */
async function sweep(): Promise<void> {
  const names = (await readdir(tmpdir())).filter(name => name.startsWith(PREFIX))
  for (const name of names) {
    const path = join(tmpdir(), name)
    const { mtimeMs } = await stat(path).catch(() => ({ mtimeMs: Date.now() }))
    if (Date.now() - mtimeMs < MAY_BE_STARTING_MS) continue
    // It is in use, or being removed by another run.
    await removeAbandoned(path).catch(() => undefined)
  }
}

/** Runs one statement outside any transaction, on a connection of its own. */
export async function runIn(
  connection: ClientConfig,
  statement: string,
  values: readonly unknown[] = [],
): Promise<void> {
  const db = openDatabase({ connection, superuser: true, warn })
  try {
    await db.query(statement, values)
  } finally {
    await db.close()
  }
}

/** Makes the test runner show the line. */
export function warn(line: string): void {
  process.emitWarning(line)
}
