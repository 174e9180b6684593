import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import pg from 'pg'
import { findBinaries } from '../../../local/src/engine/binaries.ts'
import { startCluster, type Cluster } from '../../../local/src/engine/cluster.ts'
import { copyFolder, putMadeDatabase } from '../../../local/src/testing/made-database.ts'
import type { PostgresVersion } from '../../../local/src/testing/postgres-versions.ts'

/** A PostgreSQL that can be killed, set back to what it was, and followed by a standby. */
export interface Server {
  readonly version: PostgresVersion
  connect(database: string): Promise<pg.Client>
  /** Resolves when it answers again, having recovered by itself. */
  killPostmaster(): Promise<void>
  /** Kills the process that serves one connection: all others are ended, and the same postmaster recovers. */
  killBackend(): Promise<void>
  restart(): Promise<void>
  /** Restarts it, and keeps a copy of its files as they were in between. */
  keepCopy(): Promise<void>
  /** Puts the copy back in place of what came after it. */
  putBackCopy(): Promise<void>
  /** A standby that begins as a copy of the files, and follows. Stopped with the server. */
  startStandby(): Promise<{ connect(database: string): Promise<pg.Client> }>
  stop(): Promise<void>
}

const SETTINGS = {
  max_prepared_transactions: '100',
  // What a crash loses is then what was committed last, and not nothing.
  synchronous_commit: 'off',
  wal_writer_delay: '10s',
  wal_writer_flush_after: '64MB',
  // Processes that come and go, and do nothing here.
  autovacuum: 'off',
}

/** Starts PostgreSQL in a folder of its own, which `stop` removes. */
export async function startServer(version: PostgresVersion): Promise<Server> {
  const binaries = await (version === 15 ? findBinaries('postgres-15-') : findBinaries())
  const folder = await mkdtemp(join(tmpdir(), 'everfresh-oracle-'))
  const [dataDir, copy] = [join(folder, 'data'), join(folder, 'copy')]
  const begin = (at: string, more: Readonly<Record<string, string>> = {}): Promise<Cluster> =>
    startCluster({
      dataDir: at,
      binaries,
      durable: false,
      settings: { ...SETTINGS, ...more },
      // It is us who end it.
      warn: () => undefined,
    })
  await putMadeDatabase(dataDir, binaries)
  let cluster = await begin(dataDir)
  const standbys: Cluster[] = []
  const connect = (database: string): Promise<pg.Client> => connectTo(cluster, database)
  const whileStopped = async (work: () => Promise<void>): Promise<void> => {
    await cluster.stop()
    await work()
    cluster = await begin(dataDir)
  }
  const copyTo = (to: string) => () => copyFolder(dataDir, to)

  return {
    version,
    connect,
    async killPostmaster() {
      const pid = await postmasterOf(dataDir)
      process.kill(pid, 'SIGKILL')
      await untilAnswered(connect, async () => (await postmasterOf(dataDir)) !== pid)
    },
    async killBackend() {
      const victim = await connect('postgres')
      const { rows } = await victim.query<{ pid: number; reset: string }>(
        `select pg_backend_pid() as pid, ${RECOVERED}`,
      )
      process.kill(rows[0]?.pid ?? 0, 'SIGKILL')
      await untilAnswered(connect, async client => {
        const now = await client.query<{ reset: string }>(`select ${RECOVERED}`)
        return now.rows[0]?.reset !== rows[0]?.reset
      })
    },
    restart: () => whileStopped(() => Promise.resolve()),
    keepCopy: () => whileStopped(copyTo(copy)),
    putBackCopy: () =>
      whileStopped(async () => {
        await rm(dataDir, { recursive: true })
        await copyFolder(copy, dataDir)
      }),
    async startStandby() {
      const at = join(folder, `standby-${standbys.length}`)
      await whileStopped(copyTo(at))
      await writeFile(join(at, 'postgres', 'standby.signal'), '')
      const { host, port, user } = cluster.connection('postgres')
      const standby = await begin(at, {
        primary_conninfo: `host=${host} port=${port} user=${user}`,
      })
      standbys.push(standby)
      return { connect: database => connectTo(standby, database) }
    },
    async stop() {
      for (const standby of standbys) await standby.stop()
      await cluster.stop()
      await rm(folder, { recursive: true, force: true })
    },
  }
}

/** When it last lost its memory: asked of the statistics of WAL, where the kit asks those of the archiver. */
const RECOVERED = '(select stats_reset::text from pg_stat_wal) as reset'
// Each time costs it a process.
const ASK_AGAIN_MS = 50

async function connectTo(cluster: Cluster, database: string): Promise<pg.Client> {
  const client = new pg.Client(cluster.connection(database))
  // It ends when the server does: whoever waits for an answer is told.
  client.on('error', () => undefined)
  await client.connect()
  return client
}

const postmasterOf = async (dataDir: string): Promise<number> => {
  const text = await readFile(join(dataDir, 'postgres', 'postmaster.pid'), 'utf8')
  return Number(text.split('\n')[0])
}

async function untilAnswered(
  connect: (database: string) => Promise<pg.Client>,
  isBack: (client: pg.Client) => Promise<boolean>,
): Promise<void> {
  for (;;) {
    try {
      const client = await connect('postgres')
      const done = await isBack(client)
      await client.end()
      if (done) return
    } catch {
      // Still dying, or still recovering.
    }
    await new Promise(resolve => setTimeout(resolve, ASK_AGAIN_MS))
  }
}
