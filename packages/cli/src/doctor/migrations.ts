import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import type * as Local from '@everfresh/local'
import { readDatabase, type DatabaseReading } from './database.ts'

export type MigrationsReading = DatabaseReading | { readonly kind: 'skipped'; readonly why: string }

/**
 * Applies the migrations of a folder, without any seed, to a PostgreSQL that is thrown away, and reads what
 * came of it. Never throws. Needs `@everfresh/local`.
 */
export async function readMigrations(
  folder: string,
  timeoutMs: number,
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
    const backend = await local.startLocal({
      port: 0,
      projectDir: home,
      dataDir: join(home, 'data'),
      migrationsDir: resolve(folder),
      warn: () => undefined,
    })
    try {
      return await readDatabase(backend.databaseUrl, timeoutMs)
    } finally {
      await backend.stop()
    }
  } catch (error) {
    if (!(error instanceof local.LocalError)) throw error
    if (error.code !== 'migration-failed') return { kind: 'skipped', why: error.message }
    return {
      kind: 'failed',
      finding: {
        code: 'migration-failed',
        severity: 'error',
        title: 'A migration fails',
        evidence: error.message,
        next: 'Correct the file: on a fresh database every migration has to apply, in the order of their names.',
      },
    }
  } finally {
    await rm(home, { recursive: true, force: true })
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
