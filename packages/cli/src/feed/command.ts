import type { Command } from 'commander'
import { VARIABLES } from '../doctor/variables.ts'
import type { Terminal } from '../terminal.ts'
import { init, type InitOptions } from './init.ts'
import { remove } from './remove.ts'
import type { StatusOptions } from './status.ts'

const MIGRATIONS = 'supabase/migrations'

/** Adds `feed` to the program. `ends` is told the exit code. */
export function feedCommand(
  program: Command,
  terminal: Terminal,
  ends: (code: number) => void,
): void {
  const feed = program
    .command('feed')
    .summary('the change feed: write its migration, look at it, remove it')
    .description(
      'The change feed lets an app ask a Supabase database what it has not seen. It is installed by a migration like any other. docs/feed.md says what it gives and costs.',
    )
    .helpOption('--help', 'show this')
    .helpCommand(false)
  feed
    .command('init')
    .summary('write the migration that makes the feed, or brings it up to date')
    .description(
      'Writes the migration that makes the feed, or brings an older one up to date. Where there is nothing to do it says so. Nothing of yours is ever written over.',
    )
    .helpOption('--help', 'show this')
    .option('--dir <folder>', 'where the migrations are', MIGRATIONS)
    .option('--example', 'write a second one to start from: who may read what, and what is tracked')
    .action((options: InitOptions) => {
      init(options, new Date(), terminal)
      ends(0)
    })
  feed
    .command('status')
    .summary('what a database has of the feed, and what is wrong with it')
    .description(
      'Says which version of the feed a database has, what is tracked by which scopes, who may read, what the log holds, and what is wrong. It changes nothing.',
    )
    .helpOption('--help', 'show this')
    .option('--db <url>', 'postgres://…, as the owner of the feed')
    .option('--env-file <file>', 'read variables from a file first')
    .option('--json', 'one JSON document, for programs')
    .option('--strict', 'warnings count as errors')
    .option('--timeout <s>', 'seconds to wait at most (20)')
    .addHelpText(
      'after',
      `\n--db is taken from ${VARIABLES.db.join(' or ')} where it is not given.\n\nExit code 0: no errors; 1: errors, or no feed; 2: the command line was not\nunderstood, or the database could not be read.`,
    )
    .action(async (options: StatusOptions) => {
      // Not before it is wanted: whoever writes a migration waits for no database driver.
      const { status } = await import('./status.ts')
      ends(await status(options, process.env, terminal))
    })
  feed
    .command('remove')
    .summary('write the migration that removes the feed')
    .description(
      'Writes a migration that removes all of the feed. No table of the app’s is changed.',
    )
    .helpOption('--help', 'show this')
    .option('--dir <folder>', 'where the migrations are', MIGRATIONS)
    .action((options: { readonly dir: string }) => {
      remove(options, new Date(), terminal)
      ends(0)
    })
}
