import { forgetOldest } from '../forget-oldest.ts'
import { isUnderAny } from '../invalidation/match.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { TraceEntry } from '../trace/entries.ts'

/** Something that happened, when it was first heard of here, and which keys it touched. */
interface Mark {
  readonly id: number
  readonly at: number
  readonly keys: readonly QueryKey[]
}

export interface Marks {
  /** Takes notice of `entry`, and returns what happened that it shows the outcome of. */
  readonly note: (entry: TraceEntry) => readonly Mark[]
}

/** So many entries are remembered; what took longer than they reach is not measured. */
const REMEMBERED = 4_000

/** Follows what happened through the entries of a trace. */
export function followMarks(): Marks {
  const known = new Map<number, readonly Mark[]>()

  const led = ({ causes }: TraceEntry): readonly Mark[] => causes.flatMap(id => known.get(id) ?? [])

  const marksOf = (entry: TraceEntry): readonly Mark[] => {
    const before = led(entry)
    // An event is as old as the change that it came from.
    if (entry.what === 'change' || entry.what === 'event')
      return before.length > 0 ? before : [{ id: entry.id, at: entry.at, keys: [] }]
    if (entry.what === 'changed') return [{ id: entry.id, at: entry.at, keys: entry.detail.keys }]
    if (entry.what === 'keys')
      return before.map(({ id, at }) => ({ id, at, keys: entry.detail.keys }))
    if (entry.what === 'fetch')
      return oncePerChange(before.filter(({ keys }) => isUnderAny(entry.detail.key, keys)))
    if (entry.what === 'settled') return entry.detail.outcome === 'success' ? before : []
    return before
  }
  return {
    note: entry => {
      const marks = marksOf(entry)
      if (marks.length > 0) known.set(entry.id, marks)
      forgetOldest(known, REMEMBERED)
      return marks
    },
  }
}

/** A change may have been several events that touch one query. */
function oncePerChange(marks: readonly Mark[]): readonly Mark[] {
  return Array.from(new Map(marks.map(mark => [mark.id, mark])).values())
}
