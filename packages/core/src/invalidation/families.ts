import { isUnder } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/**
 * A key prefix that catch-up and polling cover. With `tables` it is live as soon as those are; a plain key
 * reads every table of the scope.
 */
export type Family = QueryKey | { readonly key: QueryKey; readonly tables: readonly string[] }

export function keyOfFamily(family: Family): QueryKey {
  return 'key' in family ? family.key : family
}

/** Whether a family that covers `key` reads one of the refused tables. */
export function isMuted(
  key: QueryKey,
  families: readonly Family[],
  refused: readonly string[],
): boolean {
  if (refused.length === 0) return false
  return families.some(
    family =>
      isUnder(key, keyOfFamily(family)) &&
      (!('key' in family) || family.tables.some(table => refused.includes(table))),
  )
}
