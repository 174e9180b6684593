import type { Terminal } from '../terminal.ts'
import { readKit } from './kit.ts'
import { nextNames, readFolder, writeMigration } from './migration-folder.ts'
import { removeMigration } from './migration-text.ts'

/** Writes the migration that takes the feed away, where the folder has the feed. Throws UsageError. */
export function remove({ dir }: { readonly dir: string }, now: Date, terminal: Terminal): void {
  const folder = readFolder(dir)
  if (folder.last?.kind !== 'installed') {
    terminal.out(
      folder.last === undefined
        ? `Nothing to do: no migration in ${dir} makes the feed.`
        : `Nothing to do: ${folder.last.name} removes it already.`,
    )
    return
  }
  const [name = ''] = nextNames(folder, now, ['everfresh_feed_removed'])
  const file = writeMigration(folder, name, removeMigration(readKit()))
  terminal.out(`Written: ${file} (removes the feed)

Next: first let no app that is in use ask the feed any more (supabaseSource instead of feedSource), then apply it
(npx supabase db push). It takes everfresh.can_read with it, and changes no table of yours. Later migrations must not
call everfresh.track.`)
}
