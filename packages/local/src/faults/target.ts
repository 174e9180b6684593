import type { ActScope } from './act.ts'
import type { FaultScope } from './fault.ts'

/** Something that a fault may strike. A part it does not have is in no scope that names that part. */
export interface Target {
  readonly user?: string | undefined
  readonly topic?: string | undefined
  /** `schema.name`. */
  readonly table?: string | undefined
  readonly path?: string
  readonly method?: string
}

/** Whether a target is in scope. */
export function isInScope(scope: FaultScope, target: Target): boolean {
  const { user, topic, table, path, method } = scope
  return (
    (user === undefined || user === target.user) &&
    (topic === undefined || topic === target.topic) &&
    (table === undefined || isTable(table, target.table)) &&
    (path === undefined || begins(path, target.path)) &&
    (method === undefined || method === target.method)
  )
}

/** Says of one thing after the other whether it is meant: one of its targets in scope, up to the count. */
export type Picks = (targets: readonly Target[]) => boolean

/** What an act's scope means. */
export function picksOf({ count = Number.POSITIVE_INFINITY, ...scope }: ActScope): Picks {
  let left = count
  return targets => {
    const isMeant = left > 0 && targets.some(each => isInScope(scope, each))
    if (isMeant) left -= 1
    return isMeant
  }
}

function isTable(wanted: string, table: string | undefined): boolean {
  return table !== undefined && (wanted === table || wanted === table.slice(table.indexOf('.') + 1))
}

/** `/rest/v1/tasks` is the beginning of itself and of `/rest/v1/tasks/..`, not of `/rest/v1/tasks_old`. */
function begins(pattern: string, path: string | undefined): boolean {
  if (path === undefined) return false
  const parts = pattern
    .split('*')
    .map(part => part.replaceAll(/[$()+.?[\\\]^{|}]/g, String.raw`\$&`))
  return new RegExp(`^${parts.join('.*')}${/[*/]$/.test(pattern) ? '' : '(?:/|$)'}`).test(path)
}
