import type { QueryKey } from './query-cache.ts'

/** Whether `key` lies under `prefix`, by query-core's own rule for `invalidateQueries`. */
export function isUnder(key: QueryKey, prefix: QueryKey): boolean {
  return matches(key, prefix)
}

/** Whether `key` lies under one of `prefixes`. */
export function isUnderAny(key: QueryKey, prefixes: readonly QueryKey[]): boolean {
  return prefixes.some(prefix => matches(key, prefix))
}

/** Whether a part of a key matches a part of a filter, by the same rule. */
export function matches(value: unknown, part: unknown): boolean {
  if (value === part) return true
  if (!isObject(value) || !isObject(part)) return false
  const both = Array.isArray(value) && Array.isArray(part)
  if (both && part.length > value.length) return false
  return Object.keys(part).every(name => matches(value[name], part[name]))
}

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/**
 * A string that two keys share only if they match the same queries. (query-core's `hashKey` serves another
 * purpose: to it undefined and null are one.) Cheap for the usual keys, since each event costs some.
 */
export function keyId(key: QueryKey): string {
  let id = ''
  for (const part of key) {
    if (typeof part === 'string') id += `${part.length}"${part}`
    else id += isObject(part) ? JSON.stringify(part, spelledOut) : `#${String(part)},`
  }
  return id
}

/** What JSON would drop or turn into null as text. */
function spelledOut(_: string, value: unknown): unknown {
  if (isObject(value)) return inOrder(value)
  return typeof value === 'string' ? `"${value}` : String(value)
}

/** An object with its names in one order; anything else as it is. */
export function inOrder(value: unknown): unknown {
  if (!isObject(value) || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
