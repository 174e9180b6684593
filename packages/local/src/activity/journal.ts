import type { RealtimeWatch } from '../realtime/watch.ts'
import type { Activity, Entry } from './activity.ts'

/** The last things that happened, of each kind. */
export interface Journal extends RealtimeWatch {
  note(activity: Activity): void
  /** What is kept of the entries after number `seq`, oldest first. */
  after(seq: number): readonly Entry[]
  /** The number of the newest entry; 0 before the first. */
  newest(): number
  /** From now on changes are noted too. */
  watchChanges(): void
}

/** How many entries of each kind are kept: what a person can look through. */
const KEPT = 200

/** Makes an empty journal. `listener` is told of everything as it happens, changes apart. */
export function createJournal(
  now: () => number,
  listener: ((activity: Activity) => void) | undefined,
): Journal {
  const kept: Readonly<Record<Activity['kind'], Entry[]>> = { request: [], socket: [], change: [] }
  let newest = 0
  let areChangesWanted = false
  const note = (activity: Activity): void => {
    newest += 1
    const entries = kept[activity.kind]
    entries.push({ ...activity, seq: newest, at: now() })
    if (entries.length > KEPT) entries.shift()
    if (activity.kind !== 'change') listener?.(activity)
  }
  return {
    note,
    after: seq =>
      Object.values(kept)
        .flatMap(entries => entries.filter(entry => entry.seq > seq))
        .toSorted((a, b) => a.seq - b.seq),
    newest: () => newest,
    watchChanges: () => void (areChangesWanted = true),
    onSocket: event => note({ kind: 'socket', ...event }),
    onChange: change => note({ kind: 'change', ...change }),
    wantsChanges: () => areChangesWanted,
  }
}
