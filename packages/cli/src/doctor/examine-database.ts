import { checkFeed } from '../feed/check-feed.ts'
import { readKit } from '../feed/kit.ts'
import { checkCatalogue } from './check-catalogue.ts'
import { checkDatabase } from './check-database.ts'
import { checkFailed, found, type Outcome } from './check.ts'
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

/** What the catalogue tells, and how a row of the report is called. */
const SUBJECTS = [
  ['publication', 'publication'],
  ['identity', 'replica identity'],
  ['policies', 'policies'],
] as const

/** The database, and per subject what its catalogue says of the app's tables. */
export async function examineDatabase(
  reading: SourceReading,
  { target, listener }: Examiner,
  run: Run,
): Promise<void> {
  if (reading.kind !== 'none') await run('database', 'database', () => outcomeOf(reading))
  const told =
    reading.kind === 'read'
      ? checkCatalogue(reading.facts.catalogue, target.tables, listener)
      : undefined
  for (const [subject, title] of SUBJECTS) {
    const why = reading.kind === 'none' ? BY_HAND[subject] : 'the database could not be read'
    await run(subject, title, () => told?.[subject] ?? { skipped: why })
  }
  const feed = facts(reading)?.feed
  // Most projects have none, and need none.
  if (feed === undefined || feed.kind === 'absent') return
  await run('feed', 'feed', () => checkFeed(feed, readKit().version))
}

function outcomeOf(reading: MigrationsReading): Outcome {
  switch (reading.kind) {
    case 'read':
      return checkDatabase(reading.facts)
    case 'failed':
      return found(reading.finding)
    case 'skipped':
      return { skipped: reading.why }
  }
}
