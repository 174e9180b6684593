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
  return { evidence: `PostgreSQL ${version}, as ${user} (${rights})`, findings }
}
