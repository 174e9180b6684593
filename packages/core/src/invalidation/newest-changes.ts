import type { Clock } from '../clock.ts'
import type { Trace } from '../trace/trace.ts'
import { isUnder, isUnderAny, keyId } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/** When something last changed under each key, for data that comes into a cache after the event that it lacks. */
export interface NewestChanges {
  readonly note: (keys: readonly QueryKey[]) => void
  /**
   * What was under way, by the trace, when something under `key` changed after `fetchedAt`; undefined: nothing
   * did. Never undefined where it did; rarely something where not.
   */
  readonly missing: (key: QueryKey, fetchedAt: number) => number | undefined
}

/** Beyond these, all is forgotten at once, and what was fetched before counts as changed. */
const KEYS_REMEMBERED = 500

interface Moment {
  readonly at: number
  readonly cause: number
}

export interface NewestChangesHost {
  readonly clock: Clock
  readonly families: readonly QueryKey[]
  readonly trace: Pick<Trace, 'cause'>
}

export function newestChanges({ clock, families, trace }: NewestChangesHost): NewestChanges {
  const changes = new Map<string, Moment & { readonly key: QueryKey }>()
  let forgotten: Moment = { at: -Infinity, cause: 0 }
  return {
    note: keys => {
      const now = { at: clock.now(), cause: trace.cause() }
      for (const key of keys) changes.set(keyId(key), { ...now, key })
      if (changes.size <= KEYS_REMEMBERED) return
      changes.clear()
      forgotten = now
    },
    missing: (key, fetchedAt) => {
      for (const { at, cause, key: changed } of changes.values())
        if (fetchedAt < at && isUnder(key, changed)) return cause
      return fetchedAt < forgotten.at && isUnderAny(key, families) ? forgotten.cause : undefined
    },
  }
}
