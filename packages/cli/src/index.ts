export type { CheckState } from './doctor/check.ts'
export type { DoctorCode, DoctorFinding } from './doctor/finding.ts'
export type { DoctorReport } from './doctor/json.ts'
