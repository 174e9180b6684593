import type { Command } from 'commander'
import type { Terminal } from '../terminal.ts'
import { init, type InitOptions } from './init.ts'
import { remove } from './remove.ts'

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
