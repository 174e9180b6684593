import { check } from '../check.ts'
import { hashKey } from './match.ts'
import type { QueryKey } from './query-cache.ts'

export interface WindowOptions {
  /** How long a first event waits for its companions (rows of one transaction). Default 20 ms. */
  readonly gatherMs: number
  /** No event waits longer than this for its flush. Default 500 ms. */
  readonly windowMs: number
  /** The least time between two flushes of a key. Default 0. */
  readonly minIntervalMs: number
  /** Whether an event after a quiet time is flushed after `gatherMs` instead of `windowMs`. Default true. */
  readonly lead: boolean
}

export const defaultWindows: WindowOptions = {
  gatherMs: 20,
  windowMs: 500,
  minIntervalMs: 0,
  lead: true,
}

/** A key under which something changed, and the order of the newest change. */
export interface DirtyKey {
  readonly key: QueryKey
  readonly order: number
}

interface Entry {
  readonly key: QueryKey
  order: number
  markedAt: number
  flushedAt: number
  dueAt: number | undefined
}

/** When which dirty key is due: a leading edge after quiet, then one flush a window. Holds no timer. */
export interface Windows {
  readonly mark: (key: QueryKey, order: number, now: number) => void
  /** The earliest time at which something is due. */
  readonly nextAt: () => number | undefined
  /** Takes what is due at `now`; each mark is taken once. */
  readonly take: (now: number) => readonly DirtyKey[]
}

export function createWindows(options: WindowOptions): Windows {
  const { gatherMs, windowMs } = options
  check(windowMs >= gatherMs, 'windows.windowMs', windowMs, `at least gatherMs, ${gatherMs}`)
  const entries = new Map<string, Entry>()
  const quietMs = 2 * options.windowMs

  const dueAt = (entry: Entry, now: number): number => {
    const leads = options.lead && now - entry.markedAt >= quietMs
    const due = now + (leads ? options.gatherMs : options.windowMs)
    return Math.max(due, entry.flushedAt + options.minIntervalMs)
  }

  return {
    mark: (key, order, now) => {
      const hash = hashKey(key)
      const entry = entries.get(hash) ?? {
        key,
        order,
        markedAt: -Infinity,
        flushedAt: -Infinity,
        dueAt: undefined,
      }
      entry.dueAt ??= dueAt(entry, now)
      entry.order = order
      entry.markedAt = now
      entries.set(hash, entry)
    },
    nextAt: () => {
      let next: number | undefined
      for (const { dueAt: due } of entries.values())
        if (due !== undefined && (next === undefined || due < next)) next = due
      return next
    },
    take: now => {
      const due: DirtyKey[] = []
      for (const [hash, entry] of entries) {
        if (entry.dueAt !== undefined && entry.dueAt <= now) {
          due.push({ key: entry.key, order: entry.order })
          entry.dueAt = undefined
          entry.flushedAt = now
        } else if (entry.dueAt === undefined && now - entry.markedAt >= quietMs) {
          // Quiet for long enough to lead again: the same as never seen.
          entries.delete(hash)
        }
      }
      return due
    },
  }
}
