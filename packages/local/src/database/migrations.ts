import { DatabaseError, type Client } from 'pg'
import type { Database } from '../context.ts'
import { LocalError } from '../local-error.ts'
import { readMigrations, readSql, type Migration } from './migration-files.ts'
import type { ProjectSql } from './project-sql.ts'
import { readScript, runScript, runStatement } from './sql-file.ts'
import { splitStatements } from './statements.ts'

/** What bringing the database up to date did. */
export interface MigrationReport {
  /** File names, in the order they were applied. */
  readonly applied: readonly string[]
  /** How many had been applied before. */
  readonly earlier: number
  readonly seeded: boolean
}

/** What is recorded of the migrations that were applied before: by version, their statements. */
type Applied = ReadonlyMap<string, readonly string[]>

/** Under this name the Supabase CLI records a seed; so is ours, wherever it lies. */
const SEED_PATH = 'supabase/seed.sql'
/** What PostgreSQL says of a statement that must not be in a transaction, such as `create index concurrently`. */
const NOT_IN_TRANSACTION = '25001'

/**
 * Applies the project's migrations in the order of their names, each in a
 * transaction of its own and recorded where the Supabase CLI records it, then its seed if
 * this database has never had migrations before. Throws `migration-failed`, naming file, line, column,
 * statement and reason; that file then has changed nothing, and those before it stay applied. A file of
 * one statement which cannot run in a transaction runs without.
 */
export async function migrate(
  db: Database,
  project: ProjectSql,
  warn: (line: string) => void,
): Promise<MigrationReport> {
  const migrations = await readMigrations(project.migrationsDir, warn)
  const client = await db.connect()
  // Without a listener a connection that breaks would end the process; what runs fails by itself.
  client.on('error', () => undefined)
  try {
    await inTransaction(client, () => prepare(client))
    const earlier = await appliedBefore(client)
    warnOfDifferences(migrations, earlier, warn)
    const missing = migrations.filter(({ version }) => !earlier.has(version))
    for (const migration of missing) await apply(client, migration)
    const seeded = await seed(client, project)
    if (missing.length > 0 || seeded) await client.query("notify pgrst, 'reload schema'")
    return { applied: missing.map(({ name }) => name), earlier: earlier.size, seeded }
  } catch (error) {
    throw error instanceof LocalError ? error : interrupted(error as Error)
  } finally {
    await client.end().catch(() => undefined)
  }
}

function interrupted(cause: Error): LocalError {
  return cause instanceof DatabaseError
    ? new LocalError(
        'migration-failed',
        `The migrations could not be recorded in the database (${cause.message}): mend that and start again.`,
        { cause },
      )
    : new LocalError(
        'db-unreachable',
        `The connection to the database broke while the migrations ran (${cause.message}): start again. What was not finished has changed nothing.`,
        { cause },
      )
}

/** On a database that has never had migrations, a seed is owed: it is noted with an empty hash. */
async function prepare(client: Client): Promise<void> {
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

async function appliedBefore(client: Client): Promise<Applied> {
  const { rows } = await client.query<Record<string, string | null>>(
    'select version, to_json(statements) as statements from supabase_migrations.schema_migrations',
  )
  return new Map(
    rows.map(({ version, statements }) => [
      version ?? '',
      JSON.parse(statements ?? '[]') as readonly string[],
    ]),
  )
}

function warnOfDifferences(
  migrations: readonly Migration[],
  earlier: Applied,
  warn: (line: string) => void,
): void {
  const newest = [...earlier.keys()].toSorted().at(-1) ?? ''
  for (const { version, name, text } of migrations) {
    const recorded = earlier.get(version)
    if (recorded === undefined && version < newest) {
      warn(
        `${name} comes after ${newest}, which was applied before it: on another database the order will be another.`,
      )
    }
    // An empty record is another tool's: it does not tell what was applied.
    if (recorded === undefined || (recorded.length === 0 && essence(text) !== '')) continue
    if (essence(recorded.join(';\n')) !== essence(text)) {
      warn(
        `${name} was changed after it had been applied; the database still has the earlier text. Write a new migration, or begin anew with --fresh.`,
      )
    }
  }
  for (const version of earlier.keys()) {
    if (migrations.some(other => other.version === version)) continue
    warn(
      `The migration ${version} was applied earlier and its file is gone; the database still has what it made. Bring the file back, or begin anew with --fresh.`,
    )
  }
}

/** What is left of SQL when it does not matter how it is cut into statements and lines. */
function essence(sql: string): string {
  const pieces = splitStatements(sql).filter(({ kind }) => kind === 'sql')
  return pieces.map(({ text }) => text.replaceAll(/[\s;]+/g, '')).join('')
}

async function apply(client: Client, migration: Migration): Promise<void> {
  try {
    await inTransaction(client, async () => {
      await runScript(client, migration)
      await record(client, migration)
    })
  } catch (error) {
    const [only, ...others] = migration.statements
    const code = error instanceof LocalError && (error.cause as Partial<DatabaseError>).code
    if (code !== NOT_IN_TRANSACTION || only === undefined || others.length > 0) throw error
    await runStatement(client, migration, only)
    await record(client, migration)
  }
}

async function record(client: Client, { version, title, statements }: Migration): Promise<void> {
  await asOwner(client)
  await client.query(
    'insert into supabase_migrations.schema_migrations (version, statements, name) values ($1, $2, $3)',
    [version, statements.map(({ text }) => text), title],
  )
}

async function seed(client: Client, { seedFile, seedName }: ProjectSql): Promise<boolean> {
  const text = await readSql(seedFile, seedName)
  return inTransaction(client, async () => {
    const { rowCount } = await client.query(
      "update supabase_migrations.seed_files set hash = 'none' where path = $1 and hash = ''",
      [SEED_PATH],
    )
    if (rowCount === 0 || text === undefined || text === '') return false
    await runScript(client, readScript({ name: seedName, text }))
    await asOwner(client)
    await client.query(
      "update supabase_migrations.seed_files set hash = encode(sha256(convert_to($2, 'UTF8')), 'hex') where path = $1",
      [SEED_PATH, text],
    )
    return true
  })
}

/** What a file set for its session, role and search path say, must not reach what comes after it. */
async function asOwner(client: Client): Promise<void> {
  await client.query('reset session authorization; reset all')
}

async function inTransaction<T>(client: Client, work: () => Promise<T>): Promise<T> {
  await client.query('begin')
  try {
    const result = await work()
    await client.query('commit')
    return result
  } catch (error) {
    await client.query('rollback').catch(() => undefined)
    throw error
  }
}
