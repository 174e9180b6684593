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
    ...triggers.filter(({ hasOtherKey }) => hasOtherKey).map(keyFinding),
  ]
}

function lostFindings({
  name,
  exists,
  lostColumns,
  route,
  scopes,
}: TrackedTable): readonly DoctorFinding[] {
  if (!exists) {
    return [
      {
        code: 'feed-table-missing',
        severity: 'warning',
        title: `A table that the feed followed (${scopes.join(', ')}) is gone.`,
        evidence: `Nothing has the number ${name} any more that everfresh.tracked names.`,
        next: 'Forget it. A table that took its place, under its name, is tracked like it.',
        sql: RETRACK,
      },
    ]
  }
  if (lostColumns.length === 0) return []
  return [
    {
      code: 'feed-column-missing',
      severity: 'error',
      title: `No change of ${name} is logged: a column that it is told by is missing.`,
      evidence: `${[...scopes, ...route].join(', ')} needs ${lostColumns.join(' and ')}, which is gone or has another name.`,
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
    evidence: `It has no ${missing.join(', ')}. What was changed meanwhile is in no log, so no answer is complete until the triggers are made anew.`,
    next: 'Make the triggers anew. Where a migration drops them, let it call this at its end.',
    sql: RETRACK,
  }
}

function disabledFinding({ table, disabled }: TableTriggers): DoctorFinding {
  return {
    code: 'feed-trigger-disabled',
    severity: 'error',
    title: `Not every change of ${table} is logged: a trigger of the feed is or was disabled.`,
    evidence: `${disabled.join(', ')} is not enabled as the feed had it. What was changed meanwhile is in no log, so no answer is complete until the triggers are made anew.`,
    next: 'Make the triggers anew. Enabled by hand they would hide what was not logged. Where a migration or an import disables them, let it call this at its end.',
    sql: RETRACK,
  }
}

function keyFinding({ table }: TableTriggers): DoctorFinding {
  return {
    code: 'feed-key-changed',
    severity: 'error',
    title: `No change of ${table} is logged: its primary key has changed.`,
    evidence:
      'The triggers read it by the columns, or the names of them, that it had when the table was tracked.',
    next: 'Make the triggers anew. Where a migration changes a key, let it call this at its end. A table without one cannot be tracked.',
    sql: RETRACK,
  }
}
