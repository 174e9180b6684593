import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { PoolClient } from 'pg'
import type { Database } from '../context.ts'
import { LocalError } from '../local-error.ts'
import { runFile, type SqlFile } from './sql-file.ts'

/** What bringing the database up to date did. */
export interface MigrationReport {
  /** File names, in the order they were applied. */
  readonly applied: readonly string[]
  /** How many had been applied before. */
  readonly earlier: number
  readonly seeded: boolean
}

interface Migration extends SqlFile {
  readonly version: string
}

const SEED_PATH = 'supabase/seed.sql'
const FILE_NAME = /^(\d+)_(.*)\.sql$/

/**
 * Applies `supabase/migrations/*.sql` of the project in order of version, each in a transaction of
 * its own and recorded where the Supabase CLI records it, then `supabase/seed.sql` if this database
 * has never had migrations before. Throws `migration-failed`, naming file, line and reason; that
 * file then has changed nothing.
 */
export async function migrate(
  db: Database,
  projectDir: string,
  warn: (line: string) => void,
): Promise<MigrationReport> {
  const migrations = await readMigrations(join(projectDir, 'supabase', 'migrations'), warn)
  await db.transaction(prepare)
  const earlier = await appliedBefore(db)
  const applied: string[] = []
  for (const migration of migrations) {
    const recorded = earlier.get(migration.version)
    if (recorded === undefined) {
      await db.transaction(client => apply(client, migration))
      applied.push(migration.name)
    } else if (recorded.length === 1 && recorded[0] !== migration.text) {
      warn(
        `${migration.name} was changed after it had been applied; the database still has the earlier text. Write a new migration, or begin anew with --fresh.`,
      )
    }
  }
  const seeded = await seed(db, projectDir)
  if (applied.length > 0 || seeded) await db.query("notify pgrst, 'reload schema'")
  return { applied, earlier: earlier.size, seeded }
}

async function readMigrations(
  folder: string,
  warn: (line: string) => void,
): Promise<readonly Migration[]> {
  const names = (await readdir(folder).catch(() => [])).filter(name => name.endsWith('.sql'))
  const migrations: Migration[] = []
  for (const name of names.toSorted()) {
    const version = FILE_NAME.exec(name)?.[1]
    if (version === undefined) {
      warn(`${name} is passed over: a migration is named <digits>_<words>.sql.`)
    } else if (migrations.some(other => other.version === version)) {
      throw new LocalError(
        'migration-failed',
        `Two migrations have the version ${version}: give ${name} another number.`,
      )
    } else {
      migrations.push({ version, name, text: await readFile(join(folder, name), 'utf8') })
    }
  }
  return migrations
}

/** On a database that has never had migrations, a seed is owed: it is noted with an empty hash. */
async function prepare(client: PoolClient): Promise<void> {
  const { rowCount } = await client.query(
    "select from pg_namespace where nspname = 'supabase_migrations'",
  )
  if (rowCount !== 0) return
  await client.query(`
    create schema supabase_migrations;
    create table supabase_migrations.schema_migrations (
      version text primary key, statements text[], name text
    );
    create table supabase_migrations.seed_files (path text primary key, hash text not null);
  `)
  await client.query("insert into supabase_migrations.seed_files values ($1, '')", [SEED_PATH])
}

async function appliedBefore(db: Database): Promise<ReadonlyMap<string, readonly string[]>> {
  const { rows } = await db.query(
    'select version, to_json(statements) as statements from supabase_migrations.schema_migrations',
  )
  return new Map(
    rows.map(({ version, statements }) => [
      version ?? '',
      JSON.parse(statements ?? '[]') as readonly string[],
    ]),
  )
}

async function apply(client: PoolClient, { version, name, text }: Migration): Promise<void> {
  await runFile(client, { name, text })
  await client.query(
    'insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, array[$2], $3)',
    [version, text, FILE_NAME.exec(name)?.[2]],
  )
}

async function seed(db: Database, projectDir: string): Promise<boolean> {
  return db.transaction(async client => {
    const { rowCount } = await client.query(
      "update supabase_migrations.seed_files set hash = 'none' where path = $1 and hash = ''",
      [SEED_PATH],
    )
    const text = await readFile(join(projectDir, SEED_PATH), 'utf8').catch(() => '')
    if (rowCount === 0 || text === '') return false
    await runFile(client, { name: SEED_PATH, text })
    await client.query(
      "update supabase_migrations.seed_files set hash = encode(sha256(convert_to($2, 'UTF8')), 'hex') where path = $1",
      [SEED_PATH, text],
    )
    return true
  })
}
