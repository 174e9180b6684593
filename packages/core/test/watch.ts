import {
  QueryObserver,
  type QueryClient,
  type QueryKey,
  type QueryObserverOptions,
} from '@tanstack/query-core'
import type { Clock } from '../src/clock.ts'
import { settle } from '../src/testing/index.ts'

/** A query whose every fetch waits to be answered. */
export interface Watched {
  /** When each fetch started, by the manual clock. */
  readonly startedAt: number[]
  /** Answers the oldest open fetch with the value the database has at this moment. */
  readonly answer: () => Promise<void>
  readonly fail: () => Promise<void>
  readonly shown: () => unknown
  readonly unmount: () => void
}

interface Watching {
  readonly queryClient: QueryClient
  readonly clock: Clock
  readonly database: { readonly version: number }
}

type ObserverOptions = Pick<QueryObserverOptions, 'refetchInterval' | 'enabled' | 'staleTime'>

/** Puts queries on screen. */
export function watcher({ queryClient, clock, database }: Watching) {
  return (queryKey: QueryKey, options: ObserverOptions = {}): Watched => {
    const open: { readonly resolve: (v: unknown) => void; readonly reject: (e: Error) => void }[] =
      []
    const startedAt: number[] = []
    const observer = new QueryObserver(queryClient, {
      queryKey,
      ...options,
      queryFn: () => {
        startedAt.push(clock.now())
        // What a fetch will show is decided when it starts, as in a real database.
        const { version } = database
        return new Promise((resolve, reject) =>
          open.push({ resolve: () => resolve(version), reject }),
        )
      },
    })
    const unmount = observer.subscribe(() => undefined)
    const take = () => {
      const fetch = open.shift()
      if (fetch === undefined) throw new Error('no fetch is open')
      return fetch
    }
    return {
      startedAt,
      answer: async () => {
        take().resolve(undefined)
        await settle()
      },
      fail: async () => {
        take().reject(new Error('the backend failed'))
        await settle()
      },
      shown: () => observer.getCurrentResult().data,
      unmount,
    }
  }
}
