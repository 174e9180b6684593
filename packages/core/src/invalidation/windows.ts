import { check } from '../check.ts'
import type { Random } from '../random.ts'
import type { DirtyKey } from './dirty-trie.ts'
import { createKeyTree, type KeyTree } from './key-tree.ts'
import { isUnder } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/** When changes become refetches. */
export interface WindowOptions {
  /**
   * How long a first event waits for its companions (rows of one transaction), in ms. Default 20. In the middle of a
   * burst, when the newest came less than half of it ago, it waits on for a pause, up to `windowMs`.
   */
  readonly gatherMs: number
  /** No event waits longer than this for its flush, in ms. Default 500. */
  readonly windowMs: number
  /** The least time between two flushes of a key, in ms; it may exceed the window. Default 0. */
  readonly minIntervalMs: number
  /**
   * Whether an event after a quiet time is flushed after `gatherMs` instead of `windowMs`. Default true.
   * False: always the fixed window.
   */
  readonly lead: boolean
  /**
   * Each flush and each catch-up comes up to this much later, evenly spread, so that many clients that
   * hear of one change do not ask at once, in ms. Added to every bound above. Default 0. For N clients
   * with M queries and a backend that answers C requests a second, take N * M / C seconds. What is polled because
   * realtime or the backend went away or came back is spread over as much, and over a second at least.
   */
  readonly spreadMs: number
}

export const defaultWindows: WindowOptions = {
  gatherMs: 20,
  windowMs: 500,
  minIntervalMs: 0,
  lead: true,
  spreadMs: 0,
}

/** The longest that an event may wait until it fetches. */
export function longestWaitMs({ minIntervalMs, spreadMs, windowMs }: WindowOptions): number {
  return Math.max(windowMs, minIntervalMs) + spreadMs
}

/** A flush after quiet leads unless leads were wasted; one that comes soon after another has its window. */
type Kind = 'lead' | 'no lead' | 'more'

/** What is remembered of a key; the flush that was last or is due, and what it covers. */
interface Entry {
  readonly key: QueryKey
  order: number
  /** The first and the newest event of that flush. */
  firstAt: number
  newestAt: number
  kind: Kind
  flushedAt: number
  dueAt: number | undefined
  /** How many leads, of late, were followed by more within a window: they saved nothing. */
  wasted: number
}

/** So many wasted leads, and a key leads no more; a flush of a single event, alone in its window, takes one off. */
const MOST_WASTED = 2

/** How many keys at rest are remembered; one that is forgotten is as one never seen. */
const REMEMBERED_KEYS = 1_000

/**
 * When which dirty key is due: soon after a quiet time, unless that has proved useless for the key; else one
 * flush a window, counted from the first event that it covers. Holds no timer.
 */
export interface Windows {
  readonly mark: (key: QueryKey, order: number, now: number) => void
  /** The earliest time at which something is due. */
  readonly nextAt: () => number | undefined
  /** Whether something that lies over `key` waits for its flush. */
  readonly isDirty: (key: QueryKey) => boolean
  /** Takes what is due at `now`; each mark is taken once. */
  readonly take: (now: number) => readonly DirtyKey[]
}

export function createWindows(options: WindowOptions, random: Random): Windows {
  const { gatherMs, windowMs, minIntervalMs, spreadMs } = options
  check(windowMs >= gatherMs, 'windows.windowMs', windowMs, `at least gatherMs, ${gatherMs}`)
  const known = createKeyTree(unseen)
  /** In the order of their flushes, oldest first. */
  const entries = new Set<Entry>()
  const pending = new Set<Entry>()
  let next: number | undefined

  const open = (entry: Entry, now: number): number => {
    entry.wasted = wastedBy(entry, now, options)
    const quiet = now - entry.newestAt >= 2 * windowMs
    const leads = options.lead && entry.wasted < MOST_WASTED
    entry.kind = quiet ? (leads ? 'lead' : 'no lead') : 'more'
    entry.firstAt = now
    const due = now + (entry.kind === 'lead' ? gatherMs : windowMs)
    return Math.max(due, entry.flushedAt + minIntervalMs) + random() * spreadMs
  }

  return {
    mark: (key, order, now) => {
      const entry = known.at(key)
      if (entry.dueAt === undefined) {
        entry.dueAt = open(entry, now)
        entries.add(entry)
        pending.add(entry)
        next = Math.min(next ?? Infinity, entry.dueAt)
      }
      // What is told late may be older than what is known.
      entry.order = Math.max(entry.order, order)
      entry.newestAt = now
    },
    nextAt: () => next,
    isDirty: queryKey => Array.from(pending).some(({ key }) => isUnder(queryKey, key)),
    take: now => {
      const due: DirtyKey[] = []
      next = undefined
      for (const entry of pending) {
        const { key, order } = entry
        const dueAt = laterInBurst(entry, now, options)
        if (dueAt > now) {
          entry.dueAt = dueAt
          next = Math.min(next ?? Infinity, dueAt)
          continue
        }
        due.push({ key, order })
        entry.dueAt = undefined
        entry.flushedAt = now
        pending.delete(entry)
        entries.delete(entry)
        entries.add(entry)
      }
      forget(entries, known)
      return due
    },
  }
}

function unseen(key: QueryKey): Entry {
  const never = -Infinity
  return {
    key,
    order: 0,
    firstAt: never,
    newestAt: never,
    kind: 'more',
    flushedAt: never,
    dueAt: undefined,
    wasted: 0,
  }
}

/**
 * When the flush is really due: a lead that comes in the middle of a burst would be followed by another flush at
 * once, so it waits for a pause in the burst, but for no longer than the window.
 */
function laterInBurst(entry: Entry, now: number, { gatherMs, windowMs }: WindowOptions): number {
  const { dueAt = now, firstAt, kind, newestAt } = entry
  const isAlone = newestAt === firstAt
  if (dueAt > now || kind !== 'lead' || isAlone || now - newestAt >= gatherMs / 2) return dueAt
  return Math.max(dueAt, Math.min(newestAt + gatherMs, firstAt + windowMs))
}

/** What the last flush after quiet taught, now that an event after it has come. */
function wastedBy(last: Entry, now: number, { gatherMs, windowMs }: WindowOptions): number {
  const { kind, wasted } = last
  if (kind === 'more') return wasted
  if (now - last.flushedAt < windowMs) return kind === 'lead' ? wasted + 1 : wasted
  return last.newestAt - last.firstAt <= gatherMs ? Math.max(wasted - 1, 0) : wasted
}

function forget(entries: Set<Entry>, known: KeyTree<Entry>): void {
  for (const entry of entries) {
    if (entries.size <= REMEMBERED_KEYS) return
    if (entry.dueAt !== undefined) continue
    entries.delete(entry)
    known.forget(entry.key)
  }
}
