import { errorText } from '@everfresh/core/diagnose'
import { hideCredentials } from '../hide.ts'
import type { DoctorFinding } from './finding.ts'

/** What a check found: the evidence of what is well, and what is not; or why it could not look. */
export type Outcome =
  | { readonly evidence: string; readonly findings?: readonly DoctorFinding[] }
  /** `why` says how it can be known, too. */
  | { readonly skipped: string }

/** What became of one check; `skipped`: it needs something that was not given. */
export type CheckState = 'ok' | 'warning' | 'error' | 'skipped'

/** One line of the report. */
export interface Check {
  readonly id: string
  readonly title: string
  readonly state: CheckState
  /** What was seen; for one that was skipped, why, and how to know it. */
  readonly evidence: string
  readonly findings: readonly DoctorFinding[]
}

/** A check as it is reported. A finding of the severity `info` leaves it ok. */
export function checkOf(id: string, title: string, outcome: Outcome): Check {
  if ('skipped' in outcome) {
    return { id, title, state: 'skipped', evidence: outcome.skipped, findings: [] }
  }
  const { evidence, findings = [] } = outcome
  const severities = findings.map(({ severity }) => severity)
  const state = severities.includes('error')
    ? 'error'
    : severities.includes('warning')
      ? 'warning'
      : 'ok'
  return { id, title, state, evidence, findings }
}

/** An outcome with one finding, whose evidence is the line's own. */
export function found(finding: DoctorFinding): Outcome {
  return { evidence: finding.evidence, findings: [finding] }
}

/** A check that could not be made, for a reason that nobody foresaw. */
export function checkFailed(error: unknown): DoctorFinding {
  return {
    code: 'check-failed',
    severity: 'error',
    title: 'A check could not be made',
    evidence: hideCredentials(errorText(error)),
    next: 'The other checks hold all the same. Please report this with the command that you ran, without its keys.',
  }
}
