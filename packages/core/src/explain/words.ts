import type { QueryKey } from '../invalidation/query-cache.ts'
import type { TraceEntry } from '../trace/entries.ts'

/** A time of day, in UTC so that a report reads the same everywhere. */
export function clockTime(at: number): string {
  return `${new Date(at).toISOString().slice(11, 23)} UTC`
}

/** `4.2 s ago, at 12:00:03.120 UTC`. */
export function timeWords(at: number, now: number): string {
  const when = at <= now ? `${duration(now - at)} ago` : `in ${duration(at - now)}`
  return `${when}, at ${clockTime(at)}`
}

export function duration(ms: number): string {
  if (ms < 1_000) return `${Math.round(ms)} ms`
  if (ms < 90_000) return `${trimmed(ms / 1_000)} s`
  return ms < 5_400_000 ? `${trimmed(ms / 60_000)} min` : `${trimmed(ms / 3_600_000)} h`
}

/** A key as JSON; of one that has none, such as one that holds itself, how many parts it has. */
export function keyWords(key: QueryKey): string {
  try {
    return JSON.stringify(key, (_, value: unknown) =>
      typeof value === 'bigint' ? `${value}n` : value,
    )
  } catch {
    return `[${key.length} ${key.length === 1 ? 'part' : 'parts'} that cannot be written as JSON]`
  }
}

/** `a`, `a and b`, `a, b and c`. */
export function listed(words: readonly string[]): string {
  const last = words.at(-1) ?? ''
  return words.length < 2 ? last : `${words.slice(0, -1).join(', ')} and ${last}`
}

/** What an entry says, in a line. */
export function lineOf(entry: TraceEntry): string {
  const rest = details(entry)
  return `${entry.part} ${entry.what}${rest === '' ? '' : `  ${rest}`}`
}

function details(entry: TraceEntry): string {
  if (entry.part === 'source' && entry.what === 'change') return changeWords(entry.detail)
  if (entry.part === 'router' && entry.what === 'event') return entry.detail.type
  if (entry.part === 'query' && entry.what === 'settled')
    return `${entry.detail.outcome} after ${duration(entry.detail.ms)}`
  if (entry.part === 'query' && entry.what === 'fetch') return `why: ${entry.detail.why}`
  const { detail } = entry as { readonly detail: Readonly<Record<string, unknown>> }
  const { cause, keys, reason, scope } = detail
  if (Array.isArray(keys)) return keys.map(key => keyWords(key as QueryKey)).join(' ')
  return [scope, reason ?? cause].filter(word => typeof word === 'string').join(': ')
}

/** `an UPDATE of tasks`, `the message task-update`. */
export function changeWords(change: {
  readonly operation?: string
  readonly table?: string
  readonly event?: string
}): string {
  if (change.table === undefined) return `the message ${change.event ?? 'without a name'}`
  const { operation = 'change' } = change
  return `${/^[AEIU]/.test(operation) ? 'an' : 'a'} ${operation} of ${change.table}`
}

function trimmed(number: number): string {
  return number.toFixed(1).replace(/\.0$/, '')
}
