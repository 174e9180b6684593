import type { QueryKey } from './query-cache.ts'

/**
 * A key prefix that catch-up and polling cover. With `tables` it is live as soon as those are; a plain key
 * reads every table of the scope.
 */
export type Family = QueryKey | { readonly key: QueryKey; readonly tables: readonly string[] }

export function keyOfFamily(family: Family): QueryKey {
  return 'key' in family ? family.key : family
}
