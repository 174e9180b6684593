import { clean } from '../trace/redact.ts'

/** Every finding there is, the likeliest reason for a screen that does not update first. */
export const findingCodes = [
  'key-in-no-family',
  'rule-matches-no-query',
  'legacy-key',
  'realtime-disabled',
  'not-live',
  'feed-not-installed',
  'feed-refused',
  'feed-untracked',
  'feed-not-answering',
  'table-missing',
  'table-not-published',
  'operation-not-published',
  'no-primary-key',
  'filter-invalid',
  'filter-outside-replica-identity',
  'row-hidden',
  'join-refused',
  'feed-channel-public',
  'filter-misses-row',
  'change-not-delivered',
  'feed-changes-lost',
  'second-auth-subscription',
  'polling-shadowed',
  'hold-left-open',
  'two-channels',
  'client-without-helper',
  'service-worker-answers',
  'rest-on-replica',
  'check-failed',
] as const

/** What was found, as a word to decide by. docs/debugging.md has a section for each. */
export type FindingCode = (typeof findingCodes)[number]

/** One reason why a screen may not update. Never a token, never what is in a row. */
export interface Finding {
  readonly code: FindingCode
  /**
   * - `error`: something does not arrive, or is not fetched.
   * - `warning`: it arrives later, costs more than it should, or will break.
   * - `info`: may be meant so.
   */
  readonly severity: 'error' | 'warning' | 'info'
  /** A sentence: what is wrong, with which table, key or channel. */
  readonly title: string
  /** What was seen that says so. */
  readonly evidence: string
  /** What to do next. */
  readonly next: string
  /** Statements that mend it, to be read before they are run. Absent where SQL mends nothing. */
  readonly sql?: string
}

/** `findings` without what looks like a token, whoever wrote it into an error. */
export function withoutTokens(findings: readonly Finding[]): readonly Finding[] {
  return findings.map(finding => ({
    ...finding,
    title: clean(finding.title),
    evidence: clean(finding.evidence),
  }))
}

/**
 * `findings` with the likeliest first; those that may be meant so come last. Keeps the order of equals. What two
 * checks, or two bindings of one table, found alike is there once.
 */
export function byLikelihood(findings: readonly Finding[]): readonly Finding[] {
  const told = new Map(findings.map(finding => [finding.code + finding.title, finding]))
  const rank = ({ code, severity }: Finding): number =>
    findingCodes.indexOf(code) + (severity === 'info' ? findingCodes.length : 0)
  return [...told.values()].sort((a, b) => rank(a) - rank(b))
}
