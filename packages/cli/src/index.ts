export type { CheckState } from './doctor/check.ts'
export type { DoctorCode, DoctorFinding, FeedCode } from './doctor/finding.ts'
export type { DoctorReport } from './doctor/json.ts'
export type {
  CanReadFacts,
  FeedFacts,
  HoleFacts,
  LogFacts,
  TableTriggers,
  TrackedTable,
} from './feed/facts.ts'
export type { FeedReport } from './feed/report.ts'
