import type { DoctorFinding } from '../doctor/finding.ts'
import { accessFindings } from './access-findings.ts'
import type { FeedFacts } from './facts.ts'
import { keepingFindings } from './keeping-findings.ts'
import { trackingFindings } from './tracking-findings.ts'

/** Everything about an installed feed that keeps changes from being told. `kitVersion`: of this package's SQL. */
export function feedFindings(facts: FeedFacts, kitVersion: number): readonly DoctorFinding[] {
  return [
    ...versionFindings(facts, kitVersion),
    ...accessFindings(facts),
    ...trackingFindings(facts),
    ...keepingFindings(facts),
  ]
}

function versionFindings({ version }: FeedFacts, kitVersion: number): readonly DoctorFinding[] {
  if (version === kitVersion) return []
  const evidence = `The database has version ${version} of the feed, and this package has version ${kitVersion}.`
  const severity = 'warning'
  return version < kitVersion
    ? [
        {
          code: 'feed-old',
          severity,
          title: 'The feed is of an older version.',
          evidence,
          next: 'npx everfresh feed init writes a migration that brings it up to date, unless it is written already: then apply it.',
        },
      ]
    : [
        {
          code: 'feed-newer',
          severity,
          title: 'The feed is of a newer version than this package.',
          evidence,
          next: 'Update the packages (npm install everfresh@latest @everfresh/supabase@latest): what was found about the feed may be untrue.',
        },
      ]
}
