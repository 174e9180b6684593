import type { Terminal } from '../terminal.ts'
import { UsageError } from '../usage-error.ts'
import { exampleMigration } from './example.ts'
import { findTables } from './found-tables.ts'
import { readKit, type Kit } from './kit.ts'
import { nextNames, readFolder, writeMigration, type MigrationFolder } from './migration-folder.ts'
import { installMigration, readStep } from './migration-text.ts'

/** The options of `feed init`. */
export interface InitOptions {
  readonly dir: string
  readonly example?: boolean
}

const FEED = 'everfresh_feed'
const TRACKED = 'everfresh_tracked'

/** Writes the feed's migration where it is missing or older than this package. Throws UsageError. */
export function init({ dir, example = false }: InitOptions, now: Date, terminal: Terminal): void {
  const folder = readFolder(dir)
  const kit = readKit()
  const [feedName = '', trackedName = ''] = nextNames(folder, now, [FEED, TRACKED])
  const isNeeded = isFeedNeeded(folder, kit)
  if (isNeeded) {
    const file = writeMigration(folder, feedName, installMigration(kit))
    terminal.out(`Written: ${file} (the feed, version ${kit.version})`)
  } else {
    terminal.out(
      `Nothing to do: ${folder.last?.name} has version ${kit.version} of the feed, as this package does.`,
    )
  }
  if (example) writeExample(folder, trackedName, terminal)
  else if (isNeeded) printNext(folder, terminal)
}

function isFeedNeeded({ last }: MigrationFolder, kit: Kit): boolean {
  if (last?.kind !== 'installed' || last.version < kit.version) return true
  if (last.version > kit.version) {
    throw new UsageError(
      `${last.name} has version ${last.version} of the feed, and this package has version ${kit.version}: update it first (npm install --save-dev everfresh@latest).`,
    )
  }
  const ours = readStep(installMigration(kit))
  if (ours?.kind === 'installed' && ours.sql !== last.sql) {
    throw new UsageError(
      `${last.name} says version ${last.version} of the feed, but is not as this package has it: it was edited, or is from before a release. Where no database has run it, delete it and run this again.`,
    )
  }
  return false
}

function writeExample(folder: MigrationFolder, name: string, terminal: Terminal): void {
  const there = folder.migrations.find(migration => migration.name.endsWith(`_${TRACKED}.sql`))
  if (there !== undefined) {
    throw new UsageError(
      `No example is written: ${there.name} is there already, and it is yours. Without --example none is asked for.`,
    )
  }
  const file = writeMigration(folder, name, exampleMigration(findTables(folder.migrations)))
  terminal.out(`Written: ${file} (a start: say in it who may read what)`)
}

function printNext(folder: MigrationFolder, terminal: Terminal): void {
  const isUpgrade = folder.last?.kind === 'installed'
  terminal.out('\nNext: apply it as you apply every migration (npx supabase db push).')
  if (isUpgrade) return
  terminal.out(
    `Then say who may read what, and which tables are followed, in a migration of your own.\nTo start from, and written into the folder by --example:\n`,
  )
  terminal.out(exampleMigration(findTables(folder.migrations)))
  terminal.out('Last, feedSource in the app: see docs/feed.md.')
}
