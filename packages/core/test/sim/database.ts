import type { Change } from '../../src/change-source.ts'
import type { QueryKey } from '../../src/invalidation/query-cache.ts'
import { projectsOf, type User } from './app.ts'
import type { Chance } from './chance.ts'

const PAGE = 3

/** A change with what the server knows of it and may not tell. */
export interface Commit {
  readonly change: Change
  readonly project: string
}

/** Versioned rows, changed in transactions only. */
export interface Database {
  /** Inserts, updates and deletes 1 to 5 rows of a project at once. */
  readonly transact: (project: string, rows: number) => readonly Commit[]
  /** What a query shows of this moment. */
  readonly read: (key: QueryKey, user: User) => string
}

export function createDatabase(chance: Chance): Database {
  const projects = new Map<string, Map<string, number>>()
  for (const list of Object.values(projectsOf))
    for (const project of list)
      projects.set(project, new Map([0, 1, 2, 3].map(n => [`${project}-${n}`, 1])))
  let newest = 1

  const rowsOf = (project: string): Map<string, number> => projects.get(project) ?? new Map()
  const ownerOf = (project: string): string => (project.startsWith('a') ? 'ann' : 'bob')

  const change = (project: string): Commit => {
    const rows = rowsOf(project)
    // Few ids, so that rows come back after they were deleted.
    const id = `${project}-${chance.between(0, 6)}`
    const isThere = rows.has(id)
    newest += 1
    const row = { id, project, version: newest }
    const base = { kind: 'row', schema: 'public', table: 'items' } as const
    if (isThere && chance.in(0.3)) {
      rows.delete(id)
      // Without the scope's column in the replica identity only the key is told.
      const old = chance.in(0.3) ? { id } : { id, project }
      return { project, change: { ...base, operation: 'DELETE', row: {}, old } }
    }
    rows.set(id, newest)
    const operation = isThere ? 'UPDATE' : 'INSERT'
    return { project, change: { ...base, operation, row, old: isThere ? { id } : {} } }
  }

  const tally = (project: string, size: number): Commit => {
    const row = { project, size }
    const base = { kind: 'row', schema: 'public', table: 'tallies' } as const
    return { project, change: { ...base, operation: 'UPDATE', row, old: { project } } }
  }

  const byId = ([a]: readonly [string, number], [b]: readonly [string, number]): number =>
    a < b ? -1 : 1
  return {
    transact: (project, rows) => {
      const before = rowsOf(project).size
      const commits = Array.from({ length: rows }, () => change(project))
      const size = rowsOf(project).size
      // A trigger keeps the count in a table of its own.
      return size === before ? commits : [...commits, tally(project, size)]
    },
    read: ([kind, scope, options], user) => {
      const name = String(scope)
      const project = name.split('-')[0] ?? ''
      if (ownerOf(project) !== user) return `${user}: forbidden`
      const rows = rowsOf(project)
      if (kind === 'count') return `${user}: ${rows.size}`
      if (kind === 'item') return `${user}: ${rows.get(name) ?? 'gone'}`
      const page = (options as { readonly page: number }).page
      const shown = [...rows].toSorted(byId).slice(page * PAGE, (page + 1) * PAGE)
      return `${user}: ${shown.map(([id, version]) => `${id}@${version}`).join(' ')}`
    },
  }
}
