import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { setTimeout } from 'node:timers/promises'
import type * as Local from '@everfresh/local'
import { aborted } from '../aborted.ts'
import { readDatabase, type DatabaseReading } from './database.ts'

export type MigrationsReading = DatabaseReading | { readonly kind: 'skipped'; readonly why: string }

/**
 * Applies the migrations of a folder, without any seed, to a PostgreSQL that is thrown away, and reads what
 * came of it. Needs `@everfresh/local`. Once `stop` aborts, it stops what it started.
 */
export async function readMigrations(
  folder: string,
  timeoutMs: number,
  stop: AbortSignal,
): Promise<MigrationsReading> {
  const local = await load()
  if (local === undefined) {
    return {
      kind: 'skipped',
      why: 'to apply migrations needs a throw-away PostgreSQL: npm install --save-dev @everfresh/local, and run it again. Or give --db',
    }
  }
  const home = await mkdtemp(join(tmpdir(), 'everfresh-doctor-'))
  try {
    const starting = local.startLocal({
      port: 0,
      projectDir: home,
      dataDir: join(home, 'data'),
      migrationsDir: resolve(folder),
      warn: () => undefined,
    })
    const backend = await Promise.race([starting, patienceEnds(stop)])
    if (backend === undefined) {
      starting.catch(() => undefined)
      return STOPPED
    }
    try {
      return stop.aborted ? STOPPED : await readDatabase(backend.databaseUrl, timeoutMs)
    } finally {
      await backend.stop()
    }
  } catch (error) {
    if (stop.aborted) return STOPPED
    if (!(error instanceof local.LocalError)) throw error
    return failed(error)
  } finally {
    await rm(home, { recursive: true, force: true, maxRetries: 5 })
  }
}

const STOPPED: MigrationsReading = { kind: 'skipped', why: 'it was stopped' }

/** How long a start may take to come to its end once the person has enough. */
const PATIENCE_MS = 5000

/**
 * A migration that does not end must not keep whoever has enough: the server is stopped as the process
 * ends, then.
 */
async function patienceEnds(stop: AbortSignal): Promise<undefined> {
  await aborted(stop)
  await setTimeout(PATIENCE_MS, undefined, { ref: false })
}

function failed({ code, message }: Local.LocalError): MigrationsReading {
  if (code !== 'migration-failed') return { kind: 'skipped', why: message }
  return {
    kind: 'failed',
    finding: {
      code: 'migration-failed',
      severity: 'error',
      title: 'A migration fails',
      evidence: message,
      next: 'Correct the file: on a fresh database every migration has to apply, in the order of their names.',
    },
  }
}

/** It is an optional peer: whoever has no migrations to try needs no PostgreSQL. */
async function load(): Promise<typeof Local | undefined> {
  try {
    return await import('@everfresh/local')
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ERR_MODULE_NOT_FOUND') return undefined
    throw error
  }
}
