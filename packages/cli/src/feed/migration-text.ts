import type { Kit } from './kit.ts'

/** What a migration of ours did to the feed. */
export type FeedStep =
  | { readonly kind: 'installed'; readonly version: number; readonly sql: string }
  | { readonly kind: 'removed' }

const MARK = /^-- everfresh feed: (?:version (\d+)|(removed))$/m
const END_OF_HEAD = '-- ──\n'

/** The migration that makes the feed, or brings it up to date. */
export function installMigration({ version, install }: Kit): string {
  return `-- everfresh feed: version ${version}
-- The change feed of Everfresh: what is tracked is logged and broadcast, and an app asks what it has not seen.
-- Written by \`npx everfresh feed init\`. Leave it as it is: it may be run again, and it never replaces your can_read.
-- Next, in a migration of your own: everfresh.can_read(scope), then everfresh.track(table, scope). See docs/feed.md.
${END_OF_HEAD}
${install}
`
}

/** The migration that takes the feed away. */
export function removeMigration({ remove }: Kit): string {
  return `-- everfresh feed: removed
-- Takes away the change feed of Everfresh: its triggers, its log, its policy, and everfresh.can_read with them.
-- No table of the app's is changed. Written by \`npx everfresh feed remove\`.
${END_OF_HEAD}
${remove}
`
}

/** What a migration does to the feed, by its head; undefined where it is not ours. */
export function readStep(text: string): FeedStep | undefined {
  const head = text.slice(0, text.indexOf(END_OF_HEAD))
  const [, version, removed] = MARK.exec(head) ?? []
  if (removed !== undefined) return { kind: 'removed' }
  if (version === undefined) return undefined
  const sql = text.slice(head.length + END_OF_HEAD.length)
  return { kind: 'installed', version: Number(version), sql: sql.trim() }
}
