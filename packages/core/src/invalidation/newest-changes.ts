import type { Clock } from '../clock.ts'
import { isUnder, isUnderAny, keyId } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/** When something last changed under each key, for data that comes into a cache after the event that it lacks. */
export interface NewestChanges {
  readonly note: (keys: readonly QueryKey[]) => void
  /** Whether something under `key` changed after `fetchedAt`. Never no where it did; rarely yes where not. */
  readonly isMissing: (key: QueryKey, fetchedAt: number) => boolean
}

/** Beyond these, all is forgotten at once, and what was fetched before counts as changed. */
const KEYS_REMEMBERED = 500

export function newestChanges(clock: Clock, families: readonly QueryKey[]): NewestChanges {
  const changes = new Map<string, { readonly key: QueryKey; readonly at: number }>()
  let forgottenAt = -Infinity
  return {
    note: keys => {
      for (const key of keys) changes.set(keyId(key), { key, at: clock.now() })
      if (changes.size <= KEYS_REMEMBERED) return
      changes.clear()
      forgottenAt = clock.now()
    },
    isMissing: (key, fetchedAt) => {
      if (fetchedAt < forgottenAt && isUnderAny(key, families)) return true
      for (const change of changes.values())
        if (fetchedAt < change.at && isUnder(key, change.key)) return true
      return false
    },
  }
}
