import { isRecord } from './to-rows-change.ts'

/** What keeps the feed from answering, as a word to decide by. */
export type FeedFailureKind =
  /** There is no kit in the database, or REST does not know of it. */
  | 'not-installed'
  /** `everfresh.can_read` is missing, or is not as it has to be. */
  | 'can-read'
  /** The database only follows another. */
  | 'standby'
  /** A table is read that the feed does not follow, so an answer could not vouch for it. */
  | 'untracked'
  /** It answers in a way that this version does not understand. */
  | 'unreadable'
  /** Anything else: no network, no backend, no session. */
  | 'unavailable'

/** As the database is set up, nothing that is read is followed, or nobody may ask: what is pushed proves nothing. */
const absences: readonly FeedFailureKind[] = [
  'not-installed',
  'can-read',
  'untracked',
  'unreadable',
]

export function isAbsence({ kind }: FeedFailure): boolean {
  return absences.includes(kind)
}

/** Why the feed could not be asked. */
export class FeedFailure extends Error {
  readonly kind: FeedFailureKind

  constructor(kind: FeedFailureKind, message: string) {
    super(message)
    this.name = 'FeedFailure'
    this.kind = kind
  }
}

const install =
  'Run npx everfresh feed init, apply the migration that it writes, and see docs/feed.md.'

export const unreadableAnswer: FeedFailure = new FeedFailure(
  'unreadable',
  `The feed in this database is of another version than @everfresh/supabase. Bring both to the same version: ${install}`,
)

export const untracked = (tables: readonly string[]): FeedFailure =>
  new FeedFailure(
    'untracked',
    `The feed does not follow ${tables.join(', ')}: everfresh.track it in a migration, or leave it out of feedSource({ tables }).`,
  )

/** A function that REST does not find, and one that the database does not. */
const missing: readonly unknown[] = ['PGRST202', '42883']
const STANDBY = /standby/
const CAN_READ = /can_read/

/** What REST says went wrong, in words that name what to do. */
export function failureOf(error: unknown): FeedFailure {
  const { code, hint, message: given } = fieldsOf(error)
  const message = typeof given === 'string' ? given : JSON.stringify(error)
  const said = typeof hint === 'string' && hint !== '' ? `${message} ${hint}` : message
  if (CAN_READ.test(message)) return new FeedFailure('can-read', said)
  if (missing.includes(code))
    return new FeedFailure(
      'not-installed',
      `The feed is not in this database, or REST has not read it: notify pgrst, 'reload schema'. ${install} (${message})`,
    )
  if (STANDBY.test(message)) return new FeedFailure('standby', said)
  return new FeedFailure('unavailable', `The feed could not be asked. ${said}`)
}

/** The scopes that were refused, where that is what an error says; one without a list is about something else. */
export function refusedScopes(error: unknown): readonly string[] | undefined {
  const { code, details } = fieldsOf(error)
  if (code !== '42501' || typeof details !== 'string') return undefined
  try {
    const scopes: unknown = JSON.parse(details)
    return Array.isArray(scopes) ? scopes.map(String) : undefined
  } catch {
    return undefined
  }
}

/** A cursor that the database cannot read: cut short where it was kept, or of another version. */
export function isBadCursor(error: unknown): boolean {
  return fieldsOf(error)['code'] === '22023'
}

/** What answers instead of REST may say anything, such as a text alone. */
function fieldsOf(error: unknown): Readonly<Record<string, unknown>> {
  return isRecord(error) ? error : { message: error }
}
