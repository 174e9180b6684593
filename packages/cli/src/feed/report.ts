import type { DoctorFinding } from '../doctor/finding.ts'
import type { FeedFacts } from './facts.ts'

/** What `everfresh feed status --json` prints. */
export interface FeedReport {
  /** Of the command. */
  readonly version: string
  /** The version of the feed's SQL that this package has. */
  readonly kit: number
  /** What the database says; null where there is no feed, or it cannot be read. */
  readonly feed: FeedFacts | null
  /** What to know or to mend. */
  readonly findings: readonly DoctorFinding[]
}
