import { randomUUID } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import { Hono } from 'hono'
import type { QueryResult } from 'pg'
import { about } from './about.ts'
import type { Access } from './access.ts'
import { createJournal } from './activity/journal.ts'
import { authRoutes, type AuthOptions } from './auth/routes.ts'
import type { Context, Database, Faults } from './context.ts'
import { controlFaults } from './faults/control-faults.ts'
import { failingDatabase } from './faults/failing-database.ts'
import { failingTokens } from './faults/failing-tokens.ts'
import { FaultBook } from './faults/fault-book.ts'
import type { FaultControl } from './faults/fault-control.ts'
import { faultRoutes } from './faults/routes.ts'
import { createApp } from './http/app.ts'
import type { Listener } from './http/listen.ts'
import { createTokens } from './http/tokens.ts'
import { inspectRoutes } from './inspect/routes.ts'
import { describe, type BackendStatus, type Identity } from './inspect/status.ts'
import type { BackendOptions } from './options.ts'
import { pageFiles } from './page/routes.ts'
import { startRealtime, type Realtime, type RealtimeOptions } from './realtime/index.ts'
import { restRoutes } from './rest/routes.ts'
import { storageRoutes } from './storage/routes.ts'
import type { Teardown } from './teardown.ts'

/** So that requests which hold every other connection hold up no change and no join. */
const REALTIME_CONNECTIONS = 5

/** A running local backend. */
export interface LocalBackend extends Access {
  readonly faults: FaultControl
  /** What `GET /_everfresh/status` answers. */
  status(): Promise<BackendStatus>
  /** Runs SQL as the database's owner. Values come back as PostgreSQL's own text. */
  sql(
    text: string,
    values?: readonly unknown[],
  ): Promise<QueryResult<Record<string, string | null>>>
  /** Stops everything, within 2 s. A second call waits for the first. */
  stop(): Promise<void>
}

/** What a backend stands on. */
export interface Ground {
  readonly listener: Listener
  readonly db: Database
  readonly databaseUrl: string
  /** The version of PostgreSQL. */
  readonly postgres: string
  /** Where the data is, absolute. Default: somewhere else. */
  readonly dataDir?: string
  /** Where the project's migrations are. Default: nowhere. */
  readonly migrationsDir?: string
  /** Everything started so far; what this adds is undone first. */
  readonly teardown: Teardown
}

/** Serves a database that is ready. The caller runs the teardown when this throws. */
export async function startBackend(ground: Ground, options: BackendOptions): Promise<LocalBackend> {
  const { listener, db, teardown } = ground
  const book = new FaultBook(options.now ?? Date.now)
  const context = await createContext(ground, options, book)
  if (listener.exposure !== undefined) context.warn(listener.exposure)
  const journal = createJournal(context.now, options.activity)
  const rest = restRoutes(context, options.rest)
  teardown.add(() => rest.close())
  const forRealtime = { ...context, db: context.db.reserve(REALTIME_CONNECTIONS) }
  const realtime = await startRealtime(forRealtime, realtimeOptions(options), journal)
  // Together, because a server waits for its WebSockets to end.
  teardown.add(async () => void (await Promise.all([listener.close(), realtime.close()])))
  // First: what a fault holds back would be waited for.
  teardown.add(async () => book.reset())
  const faults = controlFaults(book, realtime)
  const identity = identify(ground, options, context.now())
  const inspected = { context: { ...context, db }, identity, faults, sockets: realtime.sockets }
  const parts = {
    '/auth/v1': authRoutes(context, authOptions(options)),
    '/rest/v1': rest,
    '/storage/v1': storageRoutes(context),
    '/realtime/v1': realtime.routes,
  }
  const { streamChanges } = realtime
  const own = new Hono().route('/', inspectRoutes({ ...inspected, journal, streamChanges }))
  own.route('/page', pageFiles())
  if (identity.servesFaults) own.route('/', faultRoutes(faults))
  const app = createApp({
    context,
    journal,
    parts: { ...parts, '/_everfresh': own },
    about: about(ground.postgres, Object.keys(parts)),
  })
  listener.serve({
    fetch: (request, connection) => app.fetch(request, connection),
    upgrade: upgradeTo(realtime),
  })
  options.log?.({ step: 'backend', detail: listener.origin })

  let stopping: Promise<void> | undefined
  return {
    url: listener.origin,
    anonKey: context.tokens.anonKey,
    serviceKey: context.tokens.serviceKey,
    publishableKey: context.tokens.publishableKey,
    secretKey: context.tokens.secretKey,
    databaseUrl: ground.databaseUrl,
    faults,
    status: () => describe(inspected),
    sql: (text, values) => db.query(text, values),
    stop: () => (stopping ??= teardown.run()),
  }
}

async function createContext(
  ground: Ground,
  options: BackendOptions,
  faults: Faults,
): Promise<Context> {
  const now = options.now ?? Date.now
  return {
    db: failingDatabase(ground.db, faults),
    tokens: failingTokens(await createTokens(now, options.jwtAlgorithm), faults),
    faults,
    origin: ground.listener.origin,
    now,
    warn: options.warn ?? (line => process.emitWarning(line)),
  }
}

function identify(ground: Ground, options: BackendOptions, startedAt: number): Identity {
  return {
    instance: randomUUID(),
    postgres: ground.postgres,
    databaseUrl: ground.databaseUrl,
    dataDir: ground.dataDir ?? null,
    migrationsDir: ground.migrationsDir ?? null,
    profile: options.profile ?? 'fast',
    startedAt,
    servesFaults: options.faults ?? false,
  }
}

function authOptions({ tokenLifetimeSeconds, auth }: BackendOptions): AuthOptions {
  return {
    ...auth,
    ...(tokenLifetimeSeconds === undefined ? {} : { expiresInSeconds: tokenLifetimeSeconds }),
  }
}

function realtimeOptions({ profile = 'fast', realtime }: BackendOptions): RealtimeOptions {
  return { profile, ...realtime }
}

function upgradeTo(realtime: Realtime) {
  return (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url?.split('?')[0] === '/realtime/v1/websocket') {
      realtime.upgrade(request, socket, head)
    } else {
      socket.end('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')
    }
  }
}
