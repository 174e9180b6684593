import {
  takeSnapshot,
  type Clock,
  type Realtime,
  type Source,
  type TraceSnapshot,
} from '@everfresh/core'

/** What happens together is shown together; ten pictures a second are enough to follow. */
const GATHER_MS = 100
/** Time passes also when nothing happens: what is polled next, how long ago. */
const IDLE_MS = 2_000

/**
 * What is live, as a snapshot that is taken anew soon after something happened; after the first one, nothing is
 * taken without a listener.
 */
export function watchLive(realtime: Realtime, clock: Clock): Source<TraceSnapshot> {
  const initial = takeSnapshot(realtime)
  let current = initial
  const listeners = new Set<() => void>()
  let undo: (() => void) | undefined

  const start = (): (() => void) => {
    let endTimer = (): void => undefined
    let isGathering = false
    const take = (): void => {
      isGathering = false
      current = takeSnapshot(realtime)
      endTimer = clock.after(IDLE_MS, take)
      for (const listener of Array.from(listeners)) listener()
    }
    const soon = (): void => {
      if (isGathering) return
      isGathering = true
      endTimer()
      endTimer = clock.after(GATHER_MS, take)
    }
    const undos = [realtime.trace, realtime.state, realtime.pollMode].map(source =>
      source.subscribe(soon),
    )
    soon()
    return () => {
      endTimer()
      for (const end of undos) end()
    }
  }

  return {
    initial,
    get current() {
      return current
    },
    subscribe: listener => {
      listeners.add(listener)
      undo ??= start()
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        undo?.()
        undo = undefined
      }
    },
  }
}
