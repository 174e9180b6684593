import { checkCatalogue } from './check-catalogue.ts'
import { checkDatabase } from './check-database.ts'
import { checkFailed, found } from './check.ts'
import { readDatabase, type DatabaseFacts } from './database.ts'
import type { Examiner, Run } from './examine.ts'
import { readMigrations, type MigrationsReading } from './migrations.ts'
import type { Target } from './target.ts'

/** What became of asking the database: its facts, why not, or why nobody was asked. */
export type SourceReading = MigrationsReading | { readonly kind: 'none' }

/** How to know without a connection, by what is to be known. */
const BY_HAND = {
  publication:
    "needs --db or --migrations; in the SQL editor: select schemaname, tablename from pg_publication_tables where pubname = 'supabase_realtime'",
  identity:
    "needs --db or --migrations; in the SQL editor: select oid::regclass, relreplident from pg_class where relnamespace = 'public'::regnamespace and relkind = 'r' (d: primary key, i: an index, f: the whole row)",
  policies:
    'needs --db or --migrations; in the SQL editor: select schemaname, tablename, policyname, cmd, roles from pg_policies',
} as const

/** Reads the catalogue from wherever the target says. Never throws. */
export async function readSource(
  { database, timeoutMs }: Target,
  stop: AbortSignal,
): Promise<SourceReading> {
  if (stop.aborted) return { kind: 'none' }
  switch (database.kind) {
    case 'none':
      return { kind: 'none' }
    case 'url':
      return readDatabase(database.url, timeoutMs)
    case 'migrations':
      return readMigrations(database.folder, timeoutMs, stop).catch((error: unknown) => ({
        kind: 'failed',
        finding: checkFailed(error),
      }))
  }
}

/** The facts of a reading; undefined where there are none. */
export function facts(reading: SourceReading): DatabaseFacts | undefined {
  return reading.kind === 'read' ? reading.facts : undefined
}

/** The database, and per subject what its catalogue says of the app's tables. */
export async function examineDatabase(
  reading: SourceReading,
  { target, listener }: Examiner,
  run: Run,
): Promise<void> {
  if (reading.kind === 'read') {
    const { catalogue } = reading.facts
    await run('database', 'database', () => checkDatabase(reading.facts))
    const { publication, identity, policies } = checkCatalogue(catalogue, target.tables, listener)
    await run('publication', 'publication', () => publication)
    await run('identity', 'replica identity', () => identity)
    await run('policies', 'policies', () => policies)
    return
  }
  if (reading.kind === 'failed') await run('database', 'database', () => found(reading.finding))
  if (reading.kind === 'skipped')
    await run('database', 'database', () => ({ skipped: reading.why }))
  const why = (subject: keyof typeof BY_HAND): { readonly skipped: string } => ({
    skipped: reading.kind === 'none' ? BY_HAND[subject] : 'the database could not be read',
  })
  await run('publication', 'publication', () => why('publication'))
  await run('identity', 'replica identity', () => why('identity'))
  await run('policies', 'policies', () => why('policies'))
}
