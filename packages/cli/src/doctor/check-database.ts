import { CANARY_PREFIX } from './canary-rules.ts'
import type { Outcome } from './check.ts'
import type { DatabaseFacts } from './database.ts'
import type { DoctorFinding } from './finding.ts'

/** Whether the database can tell its changes at all, and what whoever asks may do. */
export function checkDatabase(facts: DatabaseFacts): Outcome {
  const { version, user, isSuperuser, walLevel, ownsPublication } = facts
  const rights = isSuperuser
    ? 'a superuser'
    : ownsPublication
      ? 'the publication’s owner'
      : 'not the publication’s owner: the SQL below is for its owner to run'
  const findings: readonly DoctorFinding[] =
    walLevel === 'logical'
      ? []
      : [
          {
            code: 'database-settings',
            severity: 'error',
            title: 'The database cannot tell its changes',
            evidence: `wal_level is ${walLevel}.`,
            next: 'Set it and restart PostgreSQL. Hosted projects have it so already.',
            sql: `alter system set wal_level = 'logical';`,
          },
        ]
  const evidence = `PostgreSQL ${version}, as ${user} (${rights})`
  return { evidence, findings: [...findings, ...canariesLeft(facts)] }
}

/** A doctor that was killed could not drop its table. */
function canariesLeft({ catalogue }: DatabaseFacts): readonly DoctorFinding[] {
  const names = catalogue.tables
    .map(({ name }) => name)
    .filter(name => name.startsWith(CANARY_PREFIX))
  if (names.length === 0) return []
  return [
    {
      code: 'canary-left',
      severity: 'warning',
      title: 'A canary’s table is left',
      evidence: `There is ${names.join(', ')}, which a doctor that was killed could not drop.`,
      next: 'Drop it, unless another doctor is at work just now.',
      sql: names.map(name => `drop table public.${name};`).join('\n'),
    },
  ]
}
