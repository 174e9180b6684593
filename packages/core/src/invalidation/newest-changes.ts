import type { Clock } from '../clock.ts'
import type { Trace } from '../trace/trace.ts'
import { isUnder, isUnderAny, keyId } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/**
 * When something last changed under each key, and when all was caught up with, for data that comes into a
 * cache after what it lacks.
 */
export interface NewestChanges {
  readonly note: (keys: readonly QueryKey[]) => void
  /** Everything covered is caught up with what happened until now. */
  readonly caughtUp: () => void
  /** What was fetched before now counts as changed. */
  readonly forget: () => void
  /** Whether what was fetched of `key` at this time has missed the newest catch-up. */
  readonly isBehind: (key: QueryKey, fetchedAt: number) => boolean
  /**
   * What was under way, by the trace, when something under `key` changed after `fetchedAt`, or was caught up
   * with; undefined: neither was. Never undefined where one was; rarely something where not.
   */
  readonly missing: (key: QueryKey, fetchedAt: number) => number | undefined
}

/** Beyond these, all is forgotten at once, and what was fetched before counts as changed. */
const KEYS_REMEMBERED = 500

interface Moment {
  readonly at: number
  readonly cause: number
}

const never: Moment = { at: -Infinity, cause: 0 }

export interface NewestChangesHost {
  readonly clock: Clock
  readonly families: readonly QueryKey[]
  readonly trace: Pick<Trace, 'cause'>
}

export function newestChanges({ clock, families, trace }: NewestChangesHost): NewestChanges {
  const changes = new Map<string, Moment & { readonly key: QueryKey }>()
  let forgotten = never
  let caughtUp = never
  const moment = (): Moment => ({ at: clock.now(), cause: trace.cause() })
  const isCoveredBefore = ({ at }: Moment, key: QueryKey, fetchedAt: number): boolean =>
    fetchedAt < at && isUnderAny(key, families)
  const forget = (): void => {
    changes.clear()
    forgotten = moment()
  }
  return {
    caughtUp: () => void (caughtUp = moment()),
    forget,
    isBehind: (key, fetchedAt) => isCoveredBefore(caughtUp, key, fetchedAt),
    note: keys => {
      const now = moment()
      for (const key of keys) changes.set(keyId(key), { ...now, key })
      if (changes.size > KEYS_REMEMBERED) forget()
    },
    missing: (key, fetchedAt) => {
      if (isCoveredBefore(caughtUp, key, fetchedAt)) return caughtUp.cause
      for (const { at, cause, key: changed } of changes.values())
        if (fetchedAt < at && isUnder(key, changed)) return cause
      return isCoveredBefore(forgotten, key, fetchedAt) ? forgotten.cause : undefined
    },
  }
}
