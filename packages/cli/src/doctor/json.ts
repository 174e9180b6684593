import type { Catalogue } from '@everfresh/core/diagnose'
import { VERSION } from '../version.ts'
import type { Check } from './check.ts'
import type { Examination } from './examine.ts'
import type { DoctorFinding } from './finding.ts'

/** What `everfresh doctor --json` prints. */
export interface DoctorReport {
  /** Of the command. */
  readonly version: string
  /** In the order in which they were made; `findings` are codes. */
  readonly checks: readonly (Omit<Check, 'findings'> & {
    readonly findings: readonly DoctorFinding['code'][]
  })[]
  /** Every finding of every check, with the id of its check. */
  readonly findings: readonly (DoctorFinding & { readonly check: string })[]
  /** What `diagnose()` takes in the browser; null where no database was read. */
  readonly catalogue: Catalogue | null
}

/** The examination as one document. */
export function reportOf({ checks, catalogue }: Examination): DoctorReport {
  return {
    version: VERSION,
    checks: checks.map(({ findings, ...check }) => ({
      ...check,
      findings: findings.map(({ code }) => code),
    })),
    findings: checks.flatMap(({ id, findings }) => findings.map(each => ({ check: id, ...each }))),
    catalogue,
  }
}
