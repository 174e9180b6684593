import { VERSION } from '../version.ts'
import type { Examination } from './examine.ts'

/** One document: `version` of the command, `checks`, all their `findings`, and the `catalogue`. */
export function jsonOf({ checks, catalogue }: Examination): string {
  return JSON.stringify(
    {
      version: VERSION,
      checks: checks.map(({ findings, ...check }) => ({
        ...check,
        findings: findings.map(({ code }) => code),
      })),
      findings: checks.flatMap(({ id, findings }) =>
        findings.map(each => ({ check: id, ...each })),
      ),
      catalogue,
    },
    null,
    2,
  )
}
