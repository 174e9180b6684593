import { alarm } from '../alarm.ts'
import { checkFunction, checkKey, checkKeys, checkMs } from '../check.ts'
import type { Clock } from '../clock.ts'
import type { Trace } from '../trace/trace.ts'
import { isUnder } from './match.ts'
import type { QueryKey } from './query-cache.ts'

/** How long a hold may last, and why it is there. */
export interface HoldOptions {
  /**
   * How long the hold lasts when nobody releases it, in ms. Default 30000; `Infinity` lasts until released.
   * A hold that ran out is traced: somebody forgot to release it, or the work took too long.
   */
  readonly timeoutMs?: number
  /** Why, for the trace; such as `drag` or `rename shot`. */
  readonly reason?: string
}

/** The scopes under which nothing is fetched for now. Each hold counts by itself, so that they nest. */
export interface Holds {
  /** Holds `scope`. Returns its release, which says whether the hold was still there; once is enough. */
  readonly hold: (scope: QueryKey, options?: HoldOptions) => () => boolean
  /** Holds `scopes` until the promise of `work` settles, and settles the same. Throws for what is no key. */
  readonly holdWhile: <T>(
    scopes: readonly QueryKey[],
    work: () => Promise<T>,
    options?: HoldOptions,
  ) => Promise<T>
  readonly isHeld: (key: QueryKey) => boolean
  /** The holds that are on, the oldest first. */
  readonly openHolds: () => readonly OpenHold[]
  /** Whether one waits for its release, also one that ran out. */
  readonly isHolding: () => boolean
  /** Ends all holds and fetches nothing for it: what they protected is gone with its user. */
  readonly forgetHolds: () => void
  /** From now on no hold runs out. */
  readonly stop: () => void
}

export interface HoldsHost {
  readonly clock: Clock
  readonly trace: Trace
  readonly onHold: (scope: QueryKey) => void
  /** One hold of `scope` has ended; others may still hold it, or a part of it. */
  readonly onRelease: (scope: QueryKey) => void
  /** The work that `scope` was held for took longer than the hold: what was fetched meanwhile is too old. */
  readonly onLate: (scope: QueryKey) => void
}

/** Longer than a drag or a request takes, short enough for a person who waits for news. */
const DEFAULT_TIMEOUT_MS = 30_000

/** A hold that is on. */
export interface OpenHold {
  readonly scope: QueryKey
  readonly reason: string | undefined
  /** When it began, in ms since the epoch. */
  readonly since: number
}

interface Hold extends OpenHold {
  readonly endsAt: number
  /** Its entry in the trace. */
  readonly traced: number
}

export function createHolds(host: HoldsHost): Holds {
  const { clock, trace } = host
  const holds = new Set<Hold>()
  const unreleased = new Set<Hold>()

  const release = (hold: Hold, how: 'release' | 'hold ran out'): boolean => {
    if (!holds.delete(hold)) return false
    const { scope, reason, traced } = hold
    limit.set(earliestEnd(holds))
    const ended = trace.add('router', how, { scope, reason }, [traced])
    trace.during(ended, () => host.onRelease(scope))
    return true
  }
  const limit = alarm(clock, () => {
    for (const hold of Array.from(holds))
      if (hold.endsAt <= clock.now()) release(hold, 'hold ran out')
    limit.set(earliestEnd(holds))
  })

  const hold: Holds['hold'] = (scope, { timeoutMs = DEFAULT_TIMEOUT_MS, reason } = {}) => {
    checkKey('the held scope', scope)
    if (timeoutMs !== Infinity) checkMs('timeoutMs', timeoutMs)
    const traced = trace.add('router', 'hold', { scope, reason })
    const since = clock.now()
    const one = { scope, reason, since, endsAt: since + timeoutMs, traced }
    holds.add(one)
    unreleased.add(one)
    limit.set(earliestEnd(holds))
    trace.during(traced, () => host.onHold(scope))
    return () => {
      unreleased.delete(one)
      return release(one, 'release')
    }
  }

  return {
    hold,
    holdWhile: holdingWhile(hold, host.onLate),
    isHeld: key => Array.from(holds).some(({ scope }) => isUnder(key, scope)),
    isHolding: () => unreleased.size > 0,
    openHolds: () => Array.from(holds, ({ scope, reason, since }) => ({ scope, reason, since })),
    forgetHolds: () => {
      limit.set(undefined)
      holds.clear()
      unreleased.clear()
    },
    stop: limit.close,
  }
}

function holdingWhile(hold: Holds['hold'], onLate: HoldsHost['onLate']): Holds['holdWhile'] {
  return (scopes, work, options) => {
    // Not within the promise: what is wrong is refused at once, and then nothing is held.
    checkKeys('the held scope', scopes)
    checkFunction('work', work)
    const held = scopes.map(scope => ({ scope, end: hold(scope, options) }))
    const run = async () => {
      try {
        return await work()
      } finally {
        for (const { scope, end } of held) {
          if (end()) continue
          const again = hold(scope, options)
          onLate(scope)
          again()
        }
      }
    }
    return run()
  }
}

function earliestEnd(holds: ReadonlySet<Hold>): number | undefined {
  const end = Math.min(...Array.from(holds, ({ endsAt }) => endsAt))
  return end === Infinity ? undefined : end
}
