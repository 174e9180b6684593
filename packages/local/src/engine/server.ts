import type { ChildProcess } from 'node:child_process'
import { join } from 'node:path'
import pg, { type ClientConfig } from 'pg'
import { LocalError } from '../local-error.ts'
import type { Binaries } from './binaries.ts'
import type { DataFolder } from './data-folder.ts'
import type { Identity } from './identity.ts'
import { ended, lastWords, start } from './run.ts'
import { stopAtExit } from './stop-at-exit.ts'

/** What the server needs to know. */
export interface ServerOptions {
  readonly binaries: Binaries
  readonly folder: DataFolder
  readonly identity: Identity
  readonly socketDir: string
  /** False: a crash of the machine may lose everything, and writes are faster. */
  readonly durable: boolean
  /** Over those made here. */
  readonly settings: Readonly<Record<string, string>>
  /** Kept when the server is started again after a crash: the log says why it crashed. */
  readonly earlierLog?: 'kept'
}

/** A PostgreSQL server that takes connections. */
export interface Server {
  /** Resolves when the process is gone, for whatever reason, with how it ended, such as `signal SIGKILL`. */
  readonly ended: Promise<string>
  /** Fast shutdown, then an immediate one after a second; resolves when the process is gone. */
  stop(): Promise<void>
}

const READY_WITHIN_MS = 60_000
const ASK_AGAIN_MS = 10
const FAST_STOP_MS = 1000

/** Starts PostgreSQL and resolves when it answers. Throws `engine-failed`. */
export async function startServer(options: ServerOptions): Promise<Server> {
  const { binaries, folder, identity, socketDir } = options
  const file = join(binaries.root, 'bin', 'postgres')
  const child = await start({
    file,
    args: serverArguments(options),
    identity,
    log: folder.log,
    ...(options.earlierLog === undefined ? {} : { earlier: options.earlierLog }),
  })
  const forget = stopAtExit(child)
  const stop = async (): Promise<void> => {
    await stopServer(child)
    forget()
  }
  try {
    await answered(child, { host: socketDir, port: 5432, user: 'postgres', database: 'postgres' })
  } catch (cause) {
    await stop()
    throw new LocalError(
      'engine-failed',
      `PostgreSQL did not start in ${folder.path}: ${await lastWords(folder.log)}. The whole report is in ${folder.log}.`,
      { cause },
    )
  }
  return { stop, ended: ended(child).then(() => howItEnded(child)) }
}

function howItEnded({ signalCode, exitCode }: ChildProcess): string {
  return signalCode === null ? `exit code ${exitCode}` : `signal ${signalCode}`
}

function serverArguments(options: ServerOptions): readonly string[] {
  const { folder, socketDir, durable } = options
  const settings: Readonly<Record<string, string>> = {
    listen_addresses: '',
    port: '5432',
    unix_socket_directories: socketDir,
    unix_socket_permissions: '0700',
    wal_level: 'logical',
    max_wal_senders: '50',
    max_replication_slots: '50',
    // A slot that nobody reads must not fill the disk.
    max_slot_wal_keep_size: '256MB',
    max_wal_size: '256MB',
    max_connections: '200',
    shared_buffers: '32MB',
    jit: 'off',
    timezone: 'UTC',
    log_timezone: 'UTC',
    log_checkpoints: 'off',
    // Commits stay synchronous: only flushed WAL is streamed, and realtime would lag by 200 ms.
    ...(durable ? {} : { fsync: 'off', full_page_writes: 'off' }),
    ...options.settings,
  }
  const flags = Object.entries(settings).flatMap(([name, value]) => ['-c', `${name}=${value}`])
  return ['-D', folder.postgres, ...flags]
}

async function answered(child: ChildProcess, config: ClientConfig): Promise<void> {
  const until = Date.now() + READY_WITHIN_MS
  for (;;) {
    try {
      return await knock(config)
    } catch (error) {
      if (child.exitCode !== null || child.signalCode !== null || Date.now() > until) throw error
      await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
    }
  }
}

async function knock(config: ClientConfig): Promise<void> {
  const client = new pg.Client({ ...config, ssl: false, password: '' })
  client.on('error', () => undefined)
  try {
    await client.connect()
  } finally {
    await client.end().catch(() => undefined)
  }
}

async function stopServer(child: ChildProcess): Promise<void> {
  const gone = ended(child)
  child.kill('SIGINT')
  const timer = setTimeout(() => child.kill('SIGQUIT'), FAST_STOP_MS)
  await gone
  clearTimeout(timer)
}
