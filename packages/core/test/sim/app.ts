import type { Change, RowsChange } from '../../src/change-source.ts'
import type { Family } from '../../src/invalidation/families.ts'
import type { QueryKey } from '../../src/invalidation/query-cache.ts'
import type { Rules } from '../../src/invalidation/rules.ts'

/** The app of the simulated world: lists of items, page by page, their counts, and single items. */
export type AppEvent =
  | { readonly type: 'ITEMS'; readonly project: string | undefined }
  | { readonly type: 'ITEM'; readonly id: string | undefined }
  | { readonly type: 'TALLY'; readonly project: string | undefined }

export const tables = ['items', 'tallies'] as const

export const families: readonly Family[] = [
  { key: ['list'], tables: ['items'] },
  { key: ['item'], tables: ['items'] },
  { key: ['count'], tables: ['tallies'] },
]

export const rules: Rules<AppEvent> = {
  ITEMS: ({ project }) => (project === undefined ? [['list']] : [['list', project]]),
  TALLY: ({ project }) => (project === undefined ? [['count']] : [['count', project]]),
  ITEM: ({ id }) => (id === undefined ? [['item']] : [['item', id]]),
}

export function toEvents(change: Change): readonly AppEvent[] {
  if (change.kind === 'message') return []
  if (change.kind === 'rows') return ofRows(change)
  if (change.table === 'tallies') return [{ type: 'TALLY', project: String(change.row['project']) }]
  // A DELETE may carry nothing but the primary key.
  const row = change.operation === 'DELETE' ? change.old : change.row
  const project = typeof row['project'] === 'string' ? row['project'] : undefined
  return [
    { type: 'ITEMS', project },
    { type: 'ITEM', id: String(row['id']) },
  ]
}

/** Which rows changed, not what is in them; undefined: many. */
function ofRows({ ids, route, table }: RowsChange): readonly AppEvent[] {
  const projects: readonly unknown[] = route?.['project'] ?? [undefined]
  return projects.flatMap((name): readonly AppEvent[] => {
    const project = typeof name === 'string' ? name : undefined
    if (table === 'tallies') return [{ type: 'TALLY', project }]
    const items: readonly AppEvent[] =
      ids === undefined ? [{ type: 'ITEM', id: undefined }] : ids.map(id => ({ type: 'ITEM', id }))
    return [{ type: 'ITEMS', project }, ...items]
  })
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
