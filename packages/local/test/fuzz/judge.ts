import type { Who } from './case.ts'
import type { World } from './world.ts'

/** What is wrong, in words that are the same for the same fault. */
export type Complaint = string

/** What came of sending something. */
export interface Verdict {
  readonly complaints: readonly Complaint[]
  /** How many messages held a secret that their reader may know: proof that there were any to leak. */
  readonly ownSecrets: number
}

/** An answer over HTTP. */
export interface Answer {
  readonly status: number
  /** Headers and body. */
  readonly text: string
}

/**
 * What PostgreSQL says that really means a 5xx, as in PostgREST: two rows of an upsert that are one, a
 * statement that is too complex, two requests in each other's way, a text search language by a number.
 */
const DELIBERATE = /"code":"(?:21000|54\d{3}|40P01|40001)"|text search configuration \d+"/

/** Judges an answer to `who`. */
export function judge(world: World, who: Who, { status, text }: Answer): Verdict {
  const found: Complaint[] = []
  if (status >= 500 && !DELIBERATE.test(text)) found.push(`${status} was answered: ${brief(text)}`)
  const leaked = leakIn(text, world.secretsFrom([who]))
  if (leaked !== undefined) found.push(`${leaked} was told to ${who}`)
  return { complaints: found, ownSecrets: text.includes('MARK-') ? 1 : 0 }
}

/** The secret that a text gives away; undefined when it gives none. */
export function leakIn(text: string, secrets: readonly string[]): string | undefined {
  return secrets.find(secret => text.includes(secret))
}

/** The end of a text, in one line. */
function brief(text: string): string {
  const line = text.trim().split('\n').at(-1) ?? ''
  return line.length > 300 ? `${line.slice(0, 300)}…` : line
}
