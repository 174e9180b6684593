import { alarm } from '../alarm.ts'
import type { LoggedChange, Scope } from '../change-source.ts'
import type { Clock } from '../clock.ts'

/** What the log told of while push was live, and push has a little longer to tell of itself. */
export interface LatePushes {
  readonly add: (scope: Scope, changes: readonly LoggedChange[]) => void
  /** Nobody is waited for any more. */
  readonly routeNow: () => void
  readonly isEmpty: () => boolean
  readonly stop: () => void
}

/** A broadcast takes tens of milliseconds; what has not come after this will not come. */
export const LATE_MS = 5_000

interface Waiting {
  readonly scope: Scope
  readonly changes: readonly LoggedChange[]
  readonly at: number
}

/** `route` is given what push has had its time for (`over`), or `cut` short. */
export function createLatePushes(
  clock: Clock,
  route: (scope: Scope, changes: readonly LoggedChange[], time: 'over' | 'cut') => void,
): LatePushes {
  let waiting: readonly Waiting[] = []
  const routeUntil = (time: number): void => {
    const due = waiting.filter(({ at }) => at <= time)
    waiting = waiting.filter(({ at }) => at > time)
    timer.set(waiting[0]?.at)
    for (const { scope, changes, at } of due)
      route(scope, changes, at <= clock.now() ? 'over' : 'cut')
  }
  const timer = alarm(clock, () => routeUntil(clock.now()))
  return {
    add: (scope, changes) => {
      waiting = [...waiting, { scope, changes, at: clock.now() + LATE_MS }]
      timer.set(waiting[0]?.at)
    },
    routeNow: () => routeUntil(Infinity),
    isEmpty: () => waiting.length === 0,
    stop: timer.close,
  }
}
