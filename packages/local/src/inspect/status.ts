import { hostname } from 'node:os'
import { VERSION } from '../about.ts'
import type { Access } from '../access.ts'
import type { Context } from '../context.ts'
import { listMigrations, type MigrationList } from '../database/list-migrations.ts'
import type { FaultControl } from '../faults/fault-control.ts'
import type { FaultInfo } from '../faults/fault.ts'
import type { Profile } from '../realtime/options.ts'
import type { SocketView } from '../realtime/watch.ts'

/** How a running backend describes itself, for the page at `/`, the CLI and other programs. */
export interface BackendStatus extends Access {
  readonly name: '@everfresh/local'
  readonly version: string
  readonly postgres: string
  readonly node: string
  /** Another one for each start. */
  readonly instance: string
  readonly pid: number
  /** The name of the machine (or container) in which `pid` means something. */
  readonly machine: string
  /** Absolute; null when the database is somebody else's. */
  readonly dataDir: string | null
  readonly profile: Profile
  /** Milliseconds since the epoch. */
  readonly startedAt: number
  /** Milliseconds. */
  readonly uptimeMs: number
  readonly migrations: MigrationList
  readonly sockets: number
  readonly channels: number
  readonly faults: {
    /** Whether the control API is served. */
    readonly isServed: boolean
    readonly list: readonly FaultInfo[]
  }
}

/** What a backend knows of itself from the start. */
export interface Identity {
  readonly instance: string
  readonly postgres: string
  readonly databaseUrl: string
  readonly dataDir: string | null
  /** The folder of the project's migrations; null when there is none. */
  readonly migrationsDir: string | null
  readonly profile: Profile
  readonly startedAt: number
  readonly servesFaults: boolean
}

/** What is asked at each description. */
export interface Inspected {
  /** With a database that no fault reaches: who mends must see. */
  readonly context: Context
  readonly identity: Identity
  readonly faults: Pick<FaultControl, 'list'>
  readonly sockets: () => readonly SocketView[]
}

/** Describes a backend at this moment. Migrations are unknown, hence none, while the database is away. */
export async function describe({
  context,
  identity,
  faults,
  sockets,
}: Inspected): Promise<BackendStatus> {
  const { migrationsDir, servesFaults, ...known } = identity
  const open = sockets()
  return {
    name: '@everfresh/local',
    version: VERSION,
    node: process.versions.node,
    pid: process.pid,
    machine: hostname(),
    url: context.origin,
    anonKey: context.tokens.anonKey,
    serviceKey: context.tokens.serviceKey,
    publishableKey: context.tokens.publishableKey,
    secretKey: context.tokens.secretKey,
    ...known,
    uptimeMs: context.now() - identity.startedAt,
    migrations: await listMigrations(context.db, migrationsDir).catch(() => NO_MIGRATIONS),
    sockets: open.length,
    channels: open.reduce((sum, { channels }) => sum + channels.length, 0),
    faults: { isServed: servesFaults, list: faults.list() },
  }
}

const NO_MIGRATIONS: MigrationList = { applied: [], pending: [] }
