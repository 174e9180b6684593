import type { DoctorFinding } from '../doctor/finding.ts'
import type { FeedFacts, TableTriggers, TrackedTable } from './facts.ts'

const RETRACK = 'select everfresh.retrack();'

/** Whether what is tracked is logged, table by table. */
export function trackingFindings({ tracked, triggers }: FeedFacts): readonly DoctorFinding[] {
  if (tracked.length === 0) {
    return [
      {
        code: 'feed-nothing-tracked',
        severity: 'warning',
        title: 'The feed follows no table.',
        evidence: 'everfresh.tracked is empty.',
        next: 'Say which tables to follow, in a migration of your own.',
        sql: `select everfresh.track('<table>', '<scope>:{<column>}');`,
      },
    ]
  }
  return [
    ...tracked.flatMap(lostFindings),
    ...triggers.filter(({ missing }) => missing.length > 0).map(missingFinding),
    ...triggers.filter(({ disabled }) => disabled.length > 0).map(disabledFinding),
  ]
}

function lostFindings({
  name,
  exists,
  lostColumns,
  scopes,
}: TrackedTable): readonly DoctorFinding[] {
  if (!exists) {
    return [
      {
        code: 'feed-table-missing',
        severity: 'warning',
        title: `A table that the feed followed (${scopes.join(', ')}) is gone.`,
        evidence: `Nothing has the number ${name} any more that everfresh.tracked names.`,
        next: 'Forget it. A table that took its place has to be tracked by itself.',
        sql: RETRACK,
      },
    ]
  }
  if (lostColumns.length === 0) return []
  return [
    {
      code: 'feed-column-missing',
      severity: 'error',
      title: `The scope of ${name} cannot be found any more.`,
      evidence: `${scopes.join(', ')} needs ${lostColumns.join(' and ')}, which is gone or has another name: no change of the table is logged.`,
      next: 'Track it by the columns that there are.',
      sql: `select everfresh.track('${name}', '<scope>:{<column>}');`,
    },
  ]
}

function missingFinding({ table, missing }: TableTriggers): DoctorFinding {
  return {
    code: 'feed-trigger-missing',
    severity: 'error',
    title: `Not every change of ${table} is logged: a trigger of the feed is missing.`,
    evidence: `It has no ${missing.join(', ')}. What was changed meanwhile is in no log, and no client knows.`,
    next: 'Make the triggers anew. Where a migration drops them, let it call this at its end.',
    sql: RETRACK,
  }
}

function disabledFinding({ table, disabled }: TableTriggers): DoctorFinding {
  return {
    code: 'feed-trigger-disabled',
    severity: 'error',
    title: `Not every change of ${table} is logged: a trigger of the feed is disabled.`,
    evidence: `${disabled.join(', ')} does not fire for what the app writes. What was changed meanwhile is in no log, and no client knows.`,
    next: 'Enable it.',
    sql: disabled
      .map(trigger => `alter table ${table} enable always trigger ${trigger};`)
      .join('\n'),
  }
}
