import { isUnder } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/**
 * A key prefix that catch-up and polling cover. With `tables` it is live as soon as those are; a plain key
 * reads every table of the scope.
 */
export type Family<Table extends string = string> =
  | QueryKey
  | {
      readonly key: QueryKey
      readonly tables: readonly Table[]
      /**
       * What it shows is the user's own whatever the scope, such as the list of scopes. A scope that a change log
       * refuses takes nothing of it away; it is asked for anew. Default false: then it is forgotten with the scope.
       */
      readonly ofUser?: boolean
    }

type KeyOf<Of> = Of extends { readonly key: infer Key extends QueryKey }
  ? Key
  : Of extends QueryKey
    ? Of
    : never

/** The prefixes of a key. */
type Wider<Key extends QueryKey> = Key extends readonly [...infer Rest, unknown]
  ? Rest extends readonly []
    ? never
    : Readonly<Rest> | Wider<Rest>
  : never

type UnderOrWider<Key extends QueryKey> = Key extends unknown
  ? readonly [...Key, ...unknown[]] | Wider<Key>
  : never

/** A key that touches one of the families: one under it, or a wider one that has it under itself. */
export type KeyOfFamilies<Families extends readonly Family[]> = UnderOrWider<
  KeyOf<Families[number]>
>

export function keyOfFamily(family: Family): QueryKey {
  return 'key' in family ? family.key : family
}

/** The families that cover `key`. */
export function familiesOver(key: QueryKey, families: readonly Family[]): readonly Family[] {
  return families.filter(family => isUnder(key, keyOfFamily(family)))
}

/** Whether every family over `key`, which some family covers, is the user's own, whatever the scope. */
export function isOfUser(key: QueryKey, families: readonly Family[]): boolean {
  return familiesOver(key, families).every(family => 'key' in family && family.ofUser)
}

/** The tables that `families` read together; undefined: every table of the scope. */
export function tablesOf(families: readonly Family[]): readonly string[] | undefined {
  const tables = new Set<string>()
  for (const family of families) {
    if (!('key' in family)) return undefined
    for (const table of family.tables) tables.add(table)
  }
  return Array.from(tables)
}

/** Whether everything that the families over `key` read is kept in a log of `logged` tables. */
export function isLogged(
  key: QueryKey,
  families: readonly Family[],
  logged: readonly string[],
): boolean {
  const tables = tablesOf(familiesOver(key, families))
  return (
    tables === undefined || (tables.length > 0 && tables.every(table => logged.includes(table)))
  )
}

/** Which of the refused tables are read by families that cover `key`. */
export function mutedFor(
  key: QueryKey,
  families: readonly Family[],
  refused: readonly string[],
): readonly string[] {
  if (refused.length === 0) return refused
  const covering = familiesOver(key, families)
  const tables = tablesOf(covering)
  return tables === undefined ? refused : refused.filter(table => tables.includes(table))
}
