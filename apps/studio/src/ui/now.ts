import { useSyncExternalStore } from 'react'

interface Ticker {
  readonly subscribe: (listener: () => void) => () => void
  readonly read: () => number
}

/** One timer for everybody who shows time at this pace, and none when nobody does. */
function makeTicker(everyMs: number): Ticker {
  const listeners = new Set<() => void>()
  let timer: ReturnType<typeof setInterval> | undefined
  return {
    subscribe: listener => {
      listeners.add(listener)
      timer ??= setInterval(() => listeners.forEach(tell => tell()), everyMs)
      return () => {
        listeners.delete(listener)
        if (listeners.size > 0) return
        clearInterval(timer)
        timer = undefined
      }
    },
    // Rounded down, so that two reads within one tick agree and nothing renders in between.
    read: () => Math.floor(Date.now() / everyMs) * everyMs,
  }
}

const tickers = { second: makeTicker(1_000), unhurried: makeTicker(15_000) } as const

/** Milliseconds since the epoch, rounded down to the pace: `second`, or `unhurried` (15 s). */
export function useNow(pace: keyof typeof tickers): number {
  const { subscribe, read } = tickers[pace]
  return useSyncExternalStore(subscribe, read)
}
