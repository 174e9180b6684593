import type { QueryKey } from './query-cache.ts'

/** Whether `key` lies under `prefix`, by query-core's own rule for `invalidateQueries`. */
export function isUnder(key: QueryKey, prefix: QueryKey): boolean {
  return partlyEquals(key, prefix)
}

function partlyEquals(value: unknown, part: unknown): boolean {
  if (value === part) return true
  if (!isObject(value) || !isObject(part)) return false
  if (Array.isArray(value) && Array.isArray(part))
    return part.length <= value.length && part.every((item, i) => partlyEquals(value[i], item))
  return Object.keys(part).every(name => partlyEquals(value[name], part[name]))
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null
}

/** A string that is equal for equal keys: query-core's `hashKey`. */
export function hashKey(key: QueryKey): string {
  return JSON.stringify(key, (_, value: unknown) =>
    isPlainObject(value)
      ? Object.fromEntries(
          Object.keys(value)
            .sort()
            .map(name => [name, value[name]]),
        )
      : value,
  )
}

function isPlainObject(value: unknown): value is Record<string, unknown> {
  if (!isObject(value)) return false
  const prototype: unknown = Object.getPrototypeOf(value)
  return prototype === Object.prototype || prototype === null
}
