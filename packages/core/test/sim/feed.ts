import type {
  ChangeLog,
  LogAnswer,
  LoggedChange,
  RowsChange,
  Scope,
} from '../../src/change-source.ts'
import type { Clock } from '../../src/clock.ts'
import { projectsOf, tables, type User } from './app.ts'
import type { Chance } from './chance.ts'
import type { Commit } from './database.ts'

/** What the backend keeps of its changes, and tells. Nothing here is kinder than production. */
export interface Feed {
  /** Keeps a transaction; returns what push is to tell of it. */
  readonly keep: (commits: readonly Commit[], origin: string | undefined) => readonly Commit[]
  /** What `user` is answered; `down`: it cannot be asked. */
  readonly answer: (user: User, scope: Scope, cursor: string | undefined) => LogAnswer | 'down'
  /** The database starts anew, from another history: older cursors are worth nothing. */
  readonly restart: () => void
  /** From now on it answers, and completely. */
  readonly calm: () => void
}

/** More commits than this to a table are not told one by one. */
const MOST_COMMITS = 6

interface Kept {
  readonly project: string
  readonly change: RowsChange
}

export function createFeed(clock: Clock, chance: Chance): Feed {
  const kept: Kept[] = []
  let history = 0
  let isCalm = false
  const downFrom = clock.now() + chance.between(0, 120_000)
  const downUntil = downFrom + (chance.in(0.3) ? chance.between(1_000, 40_000) : 0)

  const isDown = (): boolean =>
    !isCalm && ((clock.now() >= downFrom && clock.now() < downUntil) || chance.in(0.04))

  return {
    keep: (commits, origin) => {
      // Transactions commit in another order than they began in.
      const xid = `${chance.between(1_000_000, 9_999_999)}.${kept.length}`
      const changes = rowsOf(commits, { xid, origin, chance })
      kept.push(...changes)
      return changes
    },
    restart: () => void (history += 1),
    calm: () => void (isCalm = true),
    answer: (user, { id }, cursor) => {
      if (isDown()) return 'down'
      if (!(projectsOf[user] as readonly string[]).includes(id))
        return { type: 'refused', message: `${id} is not of ${user}.` }
      const fresh = `${history}.${kept.length}`
      const [of, from] = (cursor ?? '').split('.').map(Number)
      const isKnown = of === history && !(chance.in(0.03) && !isCalm)
      if (cursor === undefined || !isKnown || from === undefined)
        return { type: 'told', cursor: fresh, complete: false, changes: [] }
      const missed = kept.slice(from).filter(({ project }) => project === id)
      const pollAfter = chance.in(0.1) ? { pollAfterMs: chance.between(1_000, 6_000) } : {}
      return { type: 'told', cursor: fresh, complete: true, changes: told(missed), ...pollAfter }
    },
  }
}

interface Transaction {
  readonly xid: string
  readonly origin: string | undefined
  readonly chance: Chance
}

/** One change for each table and operation, as statement triggers make them. */
function rowsOf(
  commits: readonly Commit[],
  { xid, origin, chance }: Transaction,
): readonly (Commit & Kept)[] {
  const groups = grouped(commits, ({ change, project }) =>
    change.kind === 'row' ? `${project} ${change.table} ${change.operation}` : '',
  )
  return [...groups.values()].flatMap(group => {
    const [first] = group
    if (first?.change.kind !== 'row') return []
    const { operation, schema, table } = first.change
    const { project } = first
    const ids = group.map(({ change }) =>
      change.kind === 'row' ? String(change.row['id'] ?? change.old['id']) : '',
    )
    const isMany = chance.in(0.1)
    const change: RowsChange = {
      kind: 'rows',
      schema,
      table,
      operation,
      ids: isMany || table === tables[1] ? undefined : ids,
      route: isMany ? undefined : { project: [project] },
      id: `${xid}/${table}/${operation}`,
      ...(origin === undefined ? {} : { origin }),
    }
    return [{ project, change }]
  })
}

/** Aggregated for each table, operation and origin; of too many commits nobody says which. */
function told(missed: readonly Kept[]): readonly LoggedChange[] {
  const groups = grouped(
    missed,
    ({ change: { table, operation, origin } }) => `${table} ${operation} ${origin}`,
  )
  return [...groups.values()].flatMap(group => {
    const [first] = group
    if (first === undefined) return []
    const changes = group.map(({ change }) => change)
    const ids = changes.every(one => one.ids !== undefined)
      ? changes.flatMap(one => one.ids ?? [])
      : undefined
    const route = changes.every(one => one.route !== undefined)
      ? { project: [first.project] }
      : undefined
    const { id: _, ...change } = { ...first.change, ids, route }
    const commits = changes.map(one => one.id ?? '')
    return [{ change, commits: commits.length > MOST_COMMITS ? undefined : commits }]
  })
}

function grouped<Item>(
  items: readonly Item[],
  nameOf: (item: Item) => string,
): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>()
  for (const item of items) {
    const name = nameOf(item)
    groups.set(name, [...(groups.get(name) ?? []), item])
  }
  return groups
}

/** A log as a tab asks it, over the same network as everything else. */
export function logOf(
  ask: (scope: Scope, cursor: string | undefined) => Promise<LogAnswer | 'down'>,
): ChangeLog {
  return {
    tables,
    since: async (scope, cursor) => {
      const answer = await ask(scope, cursor)
      if (answer === 'down') throw new Error('The log cannot be asked.')
      return answer
    },
  }
}
