import type { Change } from '../../src/change-source.ts'
import type { Family } from '../../src/invalidation/families.ts'
import type { QueryKey } from '../../src/invalidation/query-cache.ts'
import type { Rules } from '../../src/invalidation/rules.ts'

/** The app of the simulated world: lists of items, page by page, their counts, and single items. */
export type AppEvent =
  | { readonly type: 'ITEMS'; readonly project: string | undefined }
  | { readonly type: 'ITEM'; readonly id: string }
  | { readonly type: 'TALLY'; readonly project: string }

export const tables = ['items', 'tallies'] as const

export const families: readonly Family[] = [
  { key: ['list'], tables: ['items'] },
  { key: ['item'], tables: ['items'] },
  { key: ['count'], tables: ['tallies'] },
]

export const rules: Rules<AppEvent> = {
  ITEMS: ({ project }) => (project === undefined ? [['list']] : [['list', project]]),
  TALLY: ({ project }) => [['count', project]],
  ITEM: ({ id }) => [['item', id]],
}

export function toEvents(change: Change): readonly AppEvent[] {
  if (change.kind !== 'row') return []
  if (change.table === 'tallies') return [{ type: 'TALLY', project: String(change.row['project']) }]
  // A DELETE may carry nothing but the primary key.
  const row = change.operation === 'DELETE' ? change.old : change.row
  const project = typeof row['project'] === 'string' ? row['project'] : undefined
  return [
    { type: 'ITEMS', project },
    { type: 'ITEM', id: String(row['id']) },
  ]
}

/** Each user's projects. Nobody sees another's. */
export const projectsOf = {
  ann: ['a1', 'a2'],
  bob: ['b1', 'b2'],
} as const
export type User = keyof typeof projectsOf

/** What a person can look at in a project. */
export function viewsOf(project: string): readonly QueryKey[] {
  return [
    ['list', project, { page: 0 }],
    ['list', project, { page: 1 }],
    ['count', project],
    ['item', `${project}-0`],
    ['item', `${project}-1`],
  ]
}
