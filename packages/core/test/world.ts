import { QueryClient, QueryObserver, type QueryKey } from '@tanstack/query-core'
import { createAuthStateManager } from '../src/auth/auth-state-manager.ts'
import type { Rules } from '../src/invalidation/rules.ts'
import { createRealtime, type Realtime } from '../src/realtime.ts'
import {
  manualClock,
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  sessionOf,
  settle,
} from '../src/testing/index.ts'
import { createTrace } from '../src/trace.ts'

export type TestEvent =
  | { readonly type: 'LIST'; readonly list: string }
  | { readonly type: 'BROKEN' }

const rules: Rules<TestEvent> = {
  LIST: ({ list }) => [['list', list]],
  BROKEN: () => {
    throw new Error('a rule with a fault')
  },
}

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

/** The real core over a real QueryClient; clock, environment, sessions and source are scripted. */
export function world(
  options: {
    readonly enabled?: boolean
    readonly signedIn?: boolean
    readonly random?: number
    /** Whether an open socket answers every 25 s, as a healthy one does. Default true. */
    readonly heartbeats?: boolean
  } = {},
) {
  const clock = manualClock()
  const environment = manualEnvironment()
  const sessions = scriptedSessions()
  const source = scriptedSource()
  const trace = createTrace(clock)
  const auth = createAuthStateManager({ sessions, clock, trace })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const realtime: Realtime<TestEvent> = createRealtime<TestEvent>({
    source,
    auth,
    toEvents: change =>
      change.kind === 'row' ? [{ type: 'LIST', list: String(change.row['list']) }] : [],
    rules,
    families: [['list']],
    enabled: options.enabled ?? true,
    clock,
    random: () => options.random ?? 0.5,
    environment,
    trace,
  })
  const timeline: string[] = []
  realtime.state.subscribe(() => timeline.push(`${clock.now()} ${realtime.state.current.status}`))
  realtime.attach(queryClient.getQueryCache())
  if (options.signedIn ?? true) sessions.say(sessionOf('ann'))

  const beat = (): void => {
    source.say({ type: 'alive' })
    clock.after(25_000, beat)
  }
  if (options.heartbeats ?? true) beat()

  const database = { version: 1 }

  const watch = (queryKey: QueryKey, refetchInterval: number | false = false): Watched => {
    const open: { readonly resolve: (v: unknown) => void; readonly reject: (e: Error) => void }[] =
      []
    const startedAt: number[] = []
    const observer = new QueryObserver(queryClient, {
      queryKey,
      refetchInterval,
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

  /** Commits a change and tells of it. */
  const change = (list: string): void => {
    database.version += 1
    source.say({
      type: 'change',
      change: {
        kind: 'row',
        schema: 'public',
        table: 'rows',
        operation: 'UPDATE',
        row: { list },
        old: {},
      },
    })
  }

  const goLive = (): void => {
    realtime.follow('a')
    source.goLive()
  }

  return {
    auth,
    change,
    clock,
    database,
    environment,
    goLive,
    queryClient,
    realtime,
    sessions,
    source,
    timeline,
    trace,
    watch,
  }
}
