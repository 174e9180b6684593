import { rmdir } from 'node:fs/promises'
import type { ClientConfig } from 'pg'
import { findBinaries, majorOf, type Binaries } from './binaries.ts'
import { emptyDataFolder, holdsDatabase, openDataFolder } from './data-folder.ts'
import { chooseIdentity, type Identity } from './identity.ts'
import { initialise } from './initialise.ts'
import { keepRunning, type StartServer } from './keep-running.ts'
import { handOver, reachableBinaries } from './nobody.ts'
import { stopOrphan } from './orphan.ts'
import { takeOwnership } from './ownership.ts'
import { privateFolder } from './private-folder.ts'
import { startServer, type Server } from './server.ts'

/** How to start a cluster. */
export interface ClusterOptions {
  /** The data folder; made when it is not there. */
  readonly dataDir: string
  /** Deletes the database first. Default false. */
  readonly fresh?: boolean
  /** Default true. False: faster, and a crash of the machine may lose the data. */
  readonly durable?: boolean
  /** Further settings of the server, over those made here. Default: none. */
  readonly settings?: Readonly<Record<string, string>>
  /** Which PostgreSQL to run. Default: the bundled one. */
  readonly binaries?: Binaries
  /** Who the server runs as. Default: chosen for this process. */
  readonly identity?: Identity
  /** Called with one line when the server ended by itself. Default: `process.emitWarning`. */
  readonly warn?: (line: string) => void
}

/** A running PostgreSQL server of our own. */
export interface Cluster {
  /** Such as `17.10`. */
  readonly version: string
  /** True when this start made the database. */
  readonly isNew: boolean
  /** How to connect to one of its databases as the owner. */
  connection(database: string): ClientConfig
  /** The same as an address for psql and other programs. */
  url(database: string): string
  stop(): Promise<void>
}

/**
 * Starts PostgreSQL on a data folder: makes the database if there is none, and stops a server that a
 * killed process left behind. Never touches a folder that a living process uses. A server that ends
 * by itself later is started again.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const identity = options.identity ?? (await chooseIdentity())
  const folder = await openDataFolder(options.dataDir)
  const socketDir = await privateFolder(folder.path, identity)
  const ownership = await takeOwnership(socketDir, folder.path)
  const leave = async (): Promise<void> => {
    await ownership.release()
    // Not empty when somebody else has begun to use it meanwhile.
    await rmdir(socketDir).catch(() => undefined)
  }
  try {
    const durable = options.durable ?? true
    const binaries = await binariesFor(identity, options.binaries)
    await stopOrphan(folder.postgres, socketDir)
    if (options.fresh === true) await emptyDataFolder(folder)
    if (identity.kind === 'nobody') await handOver(folder, identity)
    const isNew = !(await holdsDatabase(folder, majorOf(binaries)))
    if (isNew) await initialise({ binaries, folder, identity, durable })
    const begin: StartServer = async occasion => {
      if (occasion === 'again') await stopOrphan(folder.postgres, socketDir)
      return startServer({
        binaries,
        folder,
        identity,
        socketDir,
        durable,
        settings: options.settings ?? {},
        ...(occasion === 'again' && { earlierLog: 'kept' }),
      })
    }
    const server = await keepRunning(begin, options.warn ?? (line => process.emitWarning(line)))
    return cluster({ server, leave, socketDir, version: binaries.version, isNew })
  } catch (error) {
    await leave()
    throw error
  }
}

async function binariesFor(identity: Identity, given: Binaries | undefined): Promise<Binaries> {
  const binaries = given ?? (await findBinaries())
  return identity.kind === 'nobody' ? reachableBinaries(binaries) : binaries
}

interface Parts {
  readonly server: Pick<Server, 'stop'>
  readonly leave: () => Promise<void>
  readonly socketDir: string
  readonly version: string
  readonly isNew: boolean
}

function cluster({ server, leave, socketDir, version, isNew }: Parts): Cluster {
  return {
    version,
    isNew,
    connection: database => ({
      host: socketDir,
      port: 5432,
      user: 'postgres',
      password: '',
      database,
      ssl: false,
    }),
    url: database =>
      `postgresql:///${encodeURIComponent(database)}?host=${encodeURIComponent(socketDir)}&port=5432&user=postgres`,
    stop: async () => {
      await server.stop()
      await leave()
    },
  }
}
