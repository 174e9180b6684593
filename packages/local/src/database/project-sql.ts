import { stat } from 'node:fs/promises'
import { join, resolve } from 'node:path'
import { LocalError } from '../local-error.ts'

/** Where a project keeps its SQL, as absolute paths. What is not there is empty. */
export interface ProjectSql {
  readonly migrationsDir: string
  readonly seedFile: string
  /** The seed's name in messages. */
  readonly seedName: string
}

/** The project's folder, and what lies elsewhere. */
export interface ProjectOptions {
  readonly projectDir?: string | undefined
  readonly migrationsDir?: string | undefined
  readonly seedFile?: string | undefined
}

/**
 * `supabase/migrations` and `supabase/seed.sql` of the project, by default of the current folder, or
 * what is named instead. Throws `bad-option` when something was named that is not there.
 */
export async function findProjectSql(options: ProjectOptions): Promise<ProjectSql> {
  const { projectDir = process.cwd(), migrationsDir, seedFile } = options
  if (options.projectDir !== undefined) await expect(options.projectDir, 'folder', '--project')
  if (migrationsDir !== undefined) await expect(migrationsDir, 'folder', '--migrations')
  if (seedFile !== undefined) await expect(seedFile, 'file', '--seed')
  return {
    migrationsDir: resolve(migrationsDir ?? join(projectDir, 'supabase', 'migrations')),
    seedFile: resolve(seedFile ?? join(projectDir, 'supabase', 'seed.sql')),
    seedName: seedFile ?? 'supabase/seed.sql',
  }
}

async function expect(path: string, kind: 'folder' | 'file', option: string): Promise<void> {
  const stats = await stat(path).catch(() => undefined)
  const isThere = kind === 'folder' ? stats?.isDirectory() : stats?.isFile()
  if (isThere === true) return
  throw new LocalError(
    'bad-option',
    `There is no ${kind} ${resolve(path)}: check what is given with ${option}.`,
  )
}
