import type { SnapshotQuery } from '../contract.ts'
import { keyWords } from '../entry.ts'
import type { MachineTone } from '../now/machines.ts'

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
export function useWords({ use, fetch, owed }: SnapshotQuery): string {
  if (fetch === 'fetching') return `${use}, being fetched`
  if (fetch === 'paused') return `${use}, waits for the network`
  return owed ? `${use}, owed a fetch` : use
}

const order: readonly string[] = ['active', 'disabled', 'static', 'inactive']

/** The queries whose key has all words of `text`; those in use first, then by key. */
export function listed(queries: readonly SnapshotQuery[], text: string): readonly SnapshotQuery[] {
  const words = text.toLowerCase().split(/\s+/).filter(Boolean)
  return queries
    .filter(({ key, hash }) => {
      const said = `${keyWords(key)} ${hash}`.toLowerCase()
      return words.every(word => said.includes(word))
    })
    .toSorted((a, b) => rank(a) - rank(b) || compared(a.hash, b.hash))
}

function rank({ use }: SnapshotQuery): number {
  const at = order.indexOf(use)
  return at === -1 ? order.length : at
}

function compared(a: string, b: string): number {
  return a < b ? -1 : Number(a > b)
}
