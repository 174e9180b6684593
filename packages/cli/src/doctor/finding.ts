import type { CauseCode } from '@everfresh/core'
import type { Finding, FindingCode } from '@everfresh/core/diagnose'
import type { Trouble } from './trouble.ts'

/** What the doctor finds by itself, beside the way to a server and the end of a channel. */
export type OwnCode =
  | 'backend-away'
  | 'canary-failed'
  | 'canary-left'
  | 'canary-lost'
  | 'clock-skew'
  | 'connection-lost'
  | 'database-settings'
  | 'database-unreachable'
  | 'key-expired'
  | 'key-is-user-token'
  | 'key-of-other-project'
  | 'key-refused'
  | 'key-unreadable'
  | 'migration-failed'
  | 'never-proved'
  | 'no-privilege'
  | 'not-the-api'
  | 'nothing-published'
  | 'private-only'
  | 'project-paused'
  | 'project-restricted'
  | 'proof-slow'
  | 'realtime-silent'
  | 'redirected'
  | 'row-security-off'
  | 'service-key'
  | 'table-refused'
  | 'tenant-missing'
  | 'too-many-requests'
  | 'unexpected-answer'
  | 'wrong-path'

/** What only the doctor finds. Stable, for programs to switch on. docs/doctor.md has a row for each. */
export type DoctorCode = OwnCode | `join-${CauseCode}` | `unreachable-${Trouble['code']}`

/** Something to know or to mend: the findings about a database, and those of the doctor's own. */
export type DoctorFinding = Omit<Finding, 'code'> & { readonly code: FindingCode | DoctorCode }
