import { rmdir } from 'node:fs/promises'
import type { ClientConfig } from 'pg'
import { findBinaries } from './binaries.ts'
import { emptyDataFolder, holdsDatabase, openDataFolder } from './data-folder.ts'
import { chooseIdentity } from './identity.ts'
import { initialise } from './initialise.ts'
import { stopOrphan } from './orphan.ts'
import { takeOwnership, type Ownership } from './ownership.ts'
import { privateFolder } from './private-folder.ts'
import { startServer, type Server } from './server.ts'
import { stopAtExit } from './stop-at-exit.ts'

/** How to start a cluster. */
export interface ClusterOptions {
  /** The data folder; made when it is not there. */
  readonly dataDir: string
  /** Deletes the database first. Default false. */
  readonly fresh?: boolean
  /** Default true. False: faster, and a crash of the machine may lose the data. */
  readonly durable?: boolean
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
 * killed process left behind. Never touches a folder that a living process uses.
 */
export async function startCluster(options: ClusterOptions): Promise<Cluster> {
  const binaries = await findBinaries()
  const identity = await chooseIdentity()
  const folder = await openDataFolder(options.dataDir)
  const socketDir = await privateFolder(folder.path, identity)
  const ownership = await takeOwnership(socketDir, folder.path)
  try {
    const durable = options.durable ?? true
    await stopOrphan(folder.postgres, socketDir)
    if (options.fresh === true) await emptyDataFolder(folder)
    const isNew = !(await holdsDatabase(folder))
    if (isNew) await initialise({ binaries, folder, identity, durable })
    const server = await startServer({ binaries, folder, identity, socketDir, durable })
    return cluster({ server, ownership, socketDir, version: binaries.version, isNew })
  } catch (error) {
    await ownership.release()
    throw error
  }
}

interface Parts {
  readonly server: Server
  readonly ownership: Ownership
  readonly socketDir: string
  readonly version: string
  readonly isNew: boolean
}

function cluster({ server, ownership, socketDir, version, isNew }: Parts): Cluster {
  const forget = stopAtExit(server.process)
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
      forget()
      await ownership.release()
      await rmdir(socketDir).catch(() => undefined)
    },
  }
}
