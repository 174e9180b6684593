import type { TraceDetails, TraceEntry, TracePart } from '../trace/entries.ts'

/** What can be switched on by itself. */
export type LogCategory = 'DeadModeInvestigation' | 'DeadModeRecovery' | 'AuthManager'

/** All categories, in the order in which they are shown. */
export const logCategories: readonly LogCategory[] = [
  'DeadModeInvestigation',
  'DeadModeRecovery',
  'AuthManager',
]

/** In the order of a console's: what happens all the time, what is worth knowing, what wants looking into. */
export type LogLevel = 'debug' | 'info' | 'warn'

type Row<Part extends TracePart> = {
  readonly category: LogCategory
  /** Of all entries but those below. */
  readonly level: LogLevel
  readonly warnings?: readonly (keyof TraceDetails[Part])[]
}

/** Which entry goes where: the one place that says so. */
const table: { readonly [Part in TracePart]: Row<Part> } = {
  source: { category: 'DeadModeInvestigation', level: 'debug' },
  router: {
    category: 'DeadModeInvestigation',
    level: 'debug',
    warnings: ['rule failed', 'change not understood', 'id missing', 'hold ran out'],
  },
  query: { category: 'DeadModeInvestigation', level: 'debug' },
  view: { category: 'DeadModeInvestigation', level: 'debug' },
  poller: { category: 'DeadModeInvestigation', level: 'debug', warnings: ['backend open'] },
  log: {
    category: 'DeadModeInvestigation',
    level: 'debug',
    warnings: ['silent loss', 'refused', 'absent'],
  },
  page: { category: 'DeadModeInvestigation', level: 'info' },
  connection: { category: 'DeadModeRecovery', level: 'info', warnings: ['source failed'] },
  reconnect: { category: 'DeadModeRecovery', level: 'info' },
  auth: {
    category: 'AuthManager',
    level: 'info',
    warnings: ['subscriber failed', 'session not understood', 'check failed'],
  },
}

export function categoryOf({ part }: TraceEntry): LogCategory {
  return table[part].category
}

export function levelOf({ part, what }: TraceEntry): LogLevel {
  const row = table[part]
  const warnings: readonly string[] = row.warnings ?? []
  return warnings.includes(what) ? 'warn' : row.level
}
