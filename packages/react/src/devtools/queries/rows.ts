import type { TraceSnapshot } from '@everfresh/core'
import { keyWords, type Key } from '../entry.ts'
import type { MachineTone } from '../now/machines.ts'
import { searched } from '../search.ts'

type CachedFacts = TraceSnapshot['queries'][number]

/** One cached query as it is listed. What a snapshot does not know of it is undefined. */
export interface QueryRow {
  readonly key: Key
  readonly hash: string
  /** Undefined: no declared family covers it. */
  readonly family: Key | undefined
  readonly use: string
  readonly fetch: string
  readonly owed: boolean
  readonly updatedAt: number | undefined
  readonly freshness:
    | {
        readonly state: string
        readonly boundMs?: number | undefined
        readonly cause?: { readonly code: string; readonly message: string } | undefined
      }
    | undefined
}

/** Reads what is known of a query: of this version, or of a snapshot of another one. */
export function rowOf(facts: CachedFacts): QueryRow {
  const { key, hash } = facts
  const known: Partial<QueryRow> & { readonly families?: readonly Key[] } = facts
  return {
    key,
    hash,
    family: known.families?.[0],
    use: known.use ?? 'not known',
    fetch: known.fetch ?? 'idle',
    owed: known.owed ?? false,
    updatedAt: known.updatedAt,
    freshness: known.freshness,
  }
}

export const freshnessWords: Readonly<Partial<Record<string, string>>> = {
  live: 'Live',
  'catching-up': 'Catching up',
  polling: 'Polling',
  offline: 'Offline',
  held: 'Held',
  unknown: 'Not kept fresh',
}

export const freshnessTones: Readonly<Partial<Record<string, MachineTone>>> = {
  live: 'good',
  'catching-up': 'busy',
  polling: 'warn',
  offline: 'bad',
  held: 'busy',
  unknown: 'off',
}

/** Whether somebody shows it, and what is under way. */
export function useWords({ use, fetch, owed }: Pick<QueryRow, 'use' | 'fetch' | 'owed'>): string {
  if (fetch === 'fetching') return `${use}, being fetched`
  if (fetch === 'paused') return `${use}, waits for the network`
  return owed ? `${use}, owed a fetch` : use
}

const order: readonly string[] = ['active', 'disabled', 'static', 'inactive']

/** The queries whose key has all words of `text`; those in use first, then by key. */
export function listed(queries: readonly QueryRow[], text: string): readonly QueryRow[] {
  const has = searched(text)
  return queries
    .filter(({ key, hash }) => has(() => `${keyWords(key)} ${hash}`))
    .toSorted((a, b) => rank(a) - rank(b) || compared(a.hash, b.hash))
}

function rank({ use }: QueryRow): number {
  const at = order.indexOf(use)
  return at === -1 ? order.length : at
}

function compared(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
