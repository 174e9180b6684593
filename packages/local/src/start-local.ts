import { resolve } from 'node:path'
import type { ClientConfig } from 'pg'
import { startBackend, type LocalBackend } from './backend.ts'
import { bootstrap } from './database/bootstrap.ts'
import { migrate, type MigrationReport } from './database/migrations.ts'
import { openDatabase } from './database/open-database.ts'
import { findOtherPostgres } from './database/other-postgres.ts'
import { findProjectSql, type ProjectSql } from './database/project-sql.ts'
import { startCluster } from './engine/cluster.ts'
import { listen, type ListenOptions } from './http/listen.ts'
import { LocalError } from './local-error.ts'
import type { LocalOptions } from './options.ts'
import { isProfile } from './realtime/options.ts'
import { leaveState } from './state-file.ts'
import { createTeardown, type Teardown } from './teardown.ts'

const DEFAULT_PORT = 54321
const DEFAULT_DATA_DIR = '.everfresh/local'
/** The database that Supabase projects use. */
const DATABASE = 'postgres'
const POOL_CLOSES_WITHIN_MS = 300

/**
 * Starts the whole backend: PostgreSQL, migrations, and the HTTP and WebSocket server.
 * Throws LocalError when something stands in the way; everything started is stopped again first.
 */
export async function startLocal(options: LocalOptions = {}): Promise<LocalBackend> {
  const port = checkOptions(options)
  const project = await findProjectSql(options)
  const teardown = createTeardown()
  try {
    const listener = await listen(port, hostOf(options))
    teardown.add(() => listener.close())
    const engine = await startEngine(options, teardown)
    options.log?.({ step: 'database', detail: `PostgreSQL ${engine.version}` })
    const warn = options.warn ?? ((line: string) => process.emitWarning(line))
    const db = openDatabase({ connection: engine.connection, superuser: engine.superuser, warn })
    teardown.add(() => atMost(POOL_CLOSES_WITHIN_MS, db.close()))
    await bootstrap(db)
    const report = await migrate(db, project, warn)
    options.log?.({ step: 'migrations', detail: summary(report, project) })
    const { migrationsDir } = project
    const { url: databaseUrl, version: postgres, home } = engine
    const ground = { listener, db, databaseUrl, postgres, teardown, migrationsDir, ...home }
    const backend = await startBackend(ground, options)
    if (home !== undefined) {
      const undo = await announce(backend, home.dataDir).catch((error: Error) => {
        warn(`The backend serves, but everfresh-local cannot find it: ${error.message}.`)
      })
      if (undo !== undefined) teardown.add(undo)
    }
    return backend
  } catch (error) {
    await teardown.run().catch(() => undefined)
    throw error
  }
}

function checkOptions({
  port = DEFAULT_PORT,
  db,
  dataDir,
  fresh,
  profile = 'fast',
}: LocalOptions): number {
  if (!Number.isInteger(port) || port < 0 || port > 65_535) {
    throw new LocalError('bad-option', `A port is a whole number from 0 to 65535, not ${port}.`)
  }
  if (!isProfile(profile)) {
    const message = `A profile is fast or production, not ${String(profile)}.`
    throw new LocalError('bad-option', message)
  }
  if (db !== undefined && dataDir !== undefined) {
    throw new LocalError(
      'bad-option',
      'Give either --db or --data, not both: a database of your own keeps its data itself.',
    )
  }
  if (db !== undefined && fresh === true) {
    throw new LocalError(
      'bad-option',
      '--fresh deletes only databases made here: with --db, empty yours yourself.',
    )
  }
  return port
}

function hostOf({ host }: LocalOptions): ListenOptions {
  return host === undefined ? {} : { host }
}

interface Engine {
  readonly connection: ClientConfig
  readonly superuser: boolean
  readonly url: string
  readonly version: string
  /** Where its files are, when it is ours. */
  readonly home?: { readonly dataDir: string }
}

async function startEngine(options: LocalOptions, teardown: Teardown): Promise<Engine> {
  if (options.db !== undefined) {
    return { ...(await findOtherPostgres(options.db)), url: options.db }
  }
  const { dataDir = DEFAULT_DATA_DIR } = options
  const cluster = await startCluster({
    dataDir,
    fresh: options.fresh ?? false,
    ...(options.warn === undefined ? {} : { warn: options.warn }),
  })
  teardown.add(() => cluster.stop())
  return {
    connection: cluster.connection(DATABASE),
    superuser: true,
    url: cluster.url(DATABASE),
    version: cluster.version,
    home: { dataDir: resolve(dataDir) },
  }
}

/** So that `everfresh-local status` and the like find it. */
async function announce(backend: LocalBackend, dataDir: string): Promise<() => Promise<void>> {
  return leaveState(dataDir, await backend.status())
}

function summary(
  { applied, earlier, seeded }: MigrationReport,
  { migrationsDir }: ProjectSql,
): string {
  const seed = seeded ? ', seed' : ''
  if (applied.length === 0 && earlier === 0) return `none in ${migrationsDir}${seed}`
  if (applied.length === 0) return `${earlier} already applied${seed}`
  return `${applied.length} applied${seed}`
}

/** A query that does not end must not keep the backend: stopping the server ends it. */
async function atMost(ms: number, work: Promise<void>): Promise<void> {
  let timer: NodeJS.Timeout | undefined
  const timeUp = new Promise<void>(resolve => {
    timer = setTimeout(resolve, ms)
  })
  await Promise.race([work, timeUp])
  clearTimeout(timer)
}
