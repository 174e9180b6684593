import { findBinaries } from '../engine/binaries.ts'
import { startTestCluster, type RunningTestCluster } from './cluster.ts'

/** The versions of PostgreSQL that Supabase runs, and our SQL is tested on. */
export const POSTGRES_VERSIONS = [15, 17] as const

export type PostgresVersion = (typeof POSTGRES_VERSIONS)[number]

/**
 * A PostgreSQL of that version of the test's own, in a folder that `stop` removes: for tests that set it up in their
 * own way, or kill it. It starts again by itself when it was killed. The bundled one is 17; 15 is installed for tests
 * alone. `settings` go over those of a local backend.
 */
export async function startPostgres(
  version: PostgresVersion,
  settings: Readonly<Record<string, string>> = {},
): Promise<RunningTestCluster> {
  const binaries = await (version === 15 ? findBinaries('postgres-15-') : findBinaries())
  return startTestCluster({ binaries, settings })
}
