import { counted } from '../counted.ts'
import { found, type Outcome } from '../doctor/check.ts'
import type { DoctorFinding } from '../doctor/finding.ts'
import type { FeedReading } from './facts.ts'
import { feedFindings } from './findings.ts'
import { duration, size } from './words.ts'

/** What there is to say of a feed that is there. */
export function checkFeed(
  reading: Exclude<FeedReading, { readonly kind: 'absent' }>,
  kitVersion: number,
): Outcome {
  if (reading.kind !== 'read') return found(unreadFinding(reading))
  const findings = feedFindings(reading.facts, kitVersion)
  const wrong = findings.filter(({ severity }) => severity !== 'info')
  if (wrong.length > 0) return { evidence: wrong.map(({ title }) => title).join(' '), findings }
  const { version, tracked, log } = reading.facts
  return {
    evidence: `version ${version}; ${counted(tracked.length, 'table')} tracked; ${log.rows} changes in the log, ${size(log.bytes)}; kept for ${duration(log.keptS)}`,
    findings,
  }
}

/** Why nothing can be said of a feed that is there. */
export function unreadFinding(
  reading: Extract<FeedReading, { readonly kind: 'hidden' | 'unreadable' }>,
): DoctorFinding {
  return reading.kind === 'hidden'
    ? {
        code: 'feed-hidden',
        severity: 'warning',
        title: 'The feed cannot be looked into.',
        evidence: `Its tables belong to ${reading.owner}, and nobody else has rights on them.`,
        next: `Connect as ${reading.owner}.`,
      }
    : {
        code: 'feed-unreadable',
        severity: 'error',
        title: 'The feed is not as this package knows it.',
        evidence: `${reading.why}.`,
        next: 'It may be of a newer version: update the packages. Else apply the feed’s migration again: npx everfresh feed init writes it.',
      }
}
