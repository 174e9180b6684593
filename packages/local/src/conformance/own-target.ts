import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { ClientConfig } from 'pg'
import { startBackend, type LocalBackend } from '../backend.ts'
import type { Database } from '../context.ts'
import { bootstrap } from '../database/bootstrap.ts'
import { openDatabase } from '../database/open-database.ts'
import { startCluster, type Cluster } from '../engine/cluster.ts'
import { DEMO_SECRET } from '../http/keys.ts'
import { listen } from '../http/listen.ts'
import { createTeardown } from '../teardown.ts'
import { testDatabase } from '../testing/index.ts'
import { postmasterPid } from '../testing/process.ts'
import type { Target } from './target.ts'
import type { Trace } from './trace.ts'

/** A database that a backend stands on, and how to crash it where it is nobody else's. */
interface Floor {
  readonly db: Database
  readonly url: string
  readonly connection: ClientConfig
  readonly version: string
  readonly stop: () => Promise<void>
  readonly start: () => Promise<void>
  readonly close: () => Promise<void>
}

/** The loss of a connection is what some traces are about. */
const quiet = (): void => undefined
const CUT = 1006
/**
 * A server that starts loses what is written right after a join. On a busy machine it takes longer to write that
 * than the half second in which the real server started; what came before what stays the same.
 */
const coldPace = { replicationStartMs: 4_000 }

/**
 * Starts our own backend for one trace, at the pace of the real server, on a database of its own;
 * on a PostgreSQL of its own when the trace stops it.
 */
export async function openOwnTarget(trace: Trace, schema: string): Promise<Target> {
  const stopsDatabase = trace.lines.some(({ dir }) => dir === 'database')
  const floor = await (stopsDatabase ? ownEngine() : sharedEngine())
  let backend: LocalBackend | undefined
  const serve = async (port: number): Promise<LocalBackend> => {
    const teardown = createTeardown()
    const listener = await listen(port)
    teardown.add(() => listener.close())
    const ground = {
      listener,
      db: floor.db,
      databaseUrl: floor.url,
      postgres: floor.version,
      teardown,
    }
    const pace = trace.scenario.cold === true ? coldPace : {}
    return startBackend(ground, { profile: 'production', realtime: pace, warn: quiet })
  }
  try {
    if (schema !== '') await floor.db.query(schema)
    backend = await serve(0)
  } catch (error) {
    await floor.close()
    throw error
  }
  const { url } = backend
  return {
    url,
    secret: DEMO_SECRET,
    connection: floor.connection,
    control: {
      async stopServer(how) {
        if (how === 'kill') backend?.faults.dropSockets({ code: CUT })
        await backend?.stop()
        backend = undefined
      },
      async startServer() {
        backend = await serve(Number(new URL(url).port))
      },
      stopDatabase: floor.stop,
      startDatabase: floor.start,
    },
    async close() {
      await backend?.stop()
      await floor.close()
    },
  }
}

async function sharedEngine(): Promise<Floor> {
  const db = await testDatabase()
  const never = (): Promise<void> => Promise.reject(new Error('This PostgreSQL is shared.'))
  const { url, connection, version } = db
  return { db, url, connection, version, stop: never, start: never, close: () => db.close() }
}

async function ownEngine(): Promise<Floor> {
  const dataDir = await mkdtemp(join(tmpdir(), 'everfresh-conformance-'))
  let cluster: Cluster | undefined
  const start = async (): Promise<void> => {
    cluster = await startCluster({ dataDir, durable: false })
  }
  await start()
  if (cluster === undefined) throw new Error('The PostgreSQL of the trace did not start.')
  const connection = cluster.connection('postgres')
  const db = openDatabase({ connection, superuser: true, warn: quiet })
  await bootstrap(db)
  return {
    db,
    url: cluster.url('postgres'),
    connection,
    version: cluster.version,
    start,
    async stop() {
      // What `pg_ctl -m immediate` sends: everything is dropped, as in a crash.
      process.kill(await postmasterPid(dataDir), 'SIGQUIT')
      await cluster?.stop()
      cluster = undefined
    },
    async close() {
      await db.close()
      await cluster?.stop()
      await rm(dataDir, { recursive: true, force: true })
    },
  }
}
