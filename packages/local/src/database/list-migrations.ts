import { readdir } from 'node:fs/promises'
import type { Database } from '../context.ts'

/** The migrations of a project, as file names in order. */
export interface MigrationList {
  readonly applied: readonly string[]
  /** In the folder, and not in the database: the next start applies them. */
  readonly pending: readonly string[]
}

/** Compares the folder with what the database has recorded. `folder` null: nothing is pending. */
export async function listMigrations(db: Database, folder: string | null): Promise<MigrationList> {
  const { rows } = await db.query(
    'select version, name from supabase_migrations.schema_migrations order by version',
  )
  const versions = new Set(rows.map(row => row['version']))
  const names = folder === null ? [] : await readdir(folder).catch(() => [])
  const pending = names.filter(name => {
    const version = /^(\d+)_.*\.sql$/.exec(name)?.[1]
    return version !== undefined && !versions.has(version)
  })
  return {
    applied: rows.map(({ version, name }) => `${version}_${name}.sql`),
    pending: pending.toSorted(),
  }
}
