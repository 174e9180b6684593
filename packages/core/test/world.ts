import { QueryClient } from '@tanstack/query-core'
import { createAuthStateManager } from '../src/auth/auth-state-manager.ts'
import type { Change, ChangeLog } from '../src/change-source.ts'
import type { Rules } from '../src/invalidation/rules.ts'
import { changeLog } from '../src/log/change-log.ts'
import { createRealtime, type Realtime, type RealtimeOptions } from '../src/realtime.ts'
import {
  manualClock,
  manualEnvironment,
  scriptedSessions,
  scriptedSource,
  sessionOf,
} from '../src/testing/index.ts'
import { createTrace } from '../src/trace/create-trace.ts'
import type { Trace } from '../src/trace/trace.ts'
import { watcher } from './watch.ts'

export type TestEvent =
  | { readonly type: 'LIST'; readonly list: string }
  | { readonly type: 'BROKEN' }

const rules: Rules<TestEvent> = {
  LIST: ({ list }) => [['list', list]],
  BROKEN: () => {
    throw new Error('a rule with a fault')
  },
}

export interface WorldOptions {
  readonly enabled?: boolean
  readonly signedIn?: boolean
  readonly random?: number
  /** Whether an open socket answers every 25 s, as a healthy one does. Default true. */
  readonly heartbeats?: boolean
  /** Default: one that records. */
  readonly trace?: Trace
  /** Instead of this world's own. */
  readonly realtime?: Partial<RealtimeOptions<TestEvent>>
  /** What every scope consists of; default: nothing that can be left out. */
  readonly parts?: readonly string[]
  /** Default: the source has none. */
  readonly log?: ChangeLog
}

function toEvents(change: Change): readonly TestEvent[] {
  if (change.kind === 'row') return [{ type: 'LIST', list: String(change.row['list']) }]
  if (change.kind === 'message') return []
  return (change.route?.['list'] ?? []).map(list => ({ type: 'LIST', list: String(list) }))
}

/** The real core over a real QueryClient; clock, environment, sessions and source are scripted. */
export function world(options: WorldOptions = {}) {
  const clock = manualClock()
  const environment = manualEnvironment()
  const sessions = scriptedSessions()
  const followed = options.log === undefined ? {} : { changeLog: changeLog(options.log) }
  const source = { ...scriptedSource(options.parts), ...followed }
  const trace = options.trace ?? createTrace(clock)
  const auth = createAuthStateManager({ sessions, clock, trace })
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const realtime: Realtime<TestEvent> = createRealtime<TestEvent>({
    source,
    auth,
    toEvents,
    rules,
    families: [['list']],
    enabled: options.enabled ?? true,
    clock,
    random: () => options.random ?? 0.5,
    environment,
    trace,
    ...options.realtime,
  })
  const timeline: string[] = []
  realtime.state.subscribe(() => timeline.push(`${clock.now()} ${realtime.state.current.status}`))
  const detach = realtime.attach(queryClient.getQueryCache())
  if (options.signedIn ?? true) sessions.say(sessionOf('ann'))

  const beat = (): void => {
    source.say({ type: 'alive' })
    clock.after(25_000, beat)
  }
  if (options.heartbeats ?? true) beat()

  const database = { version: 1 }

  const watch = watcher({ queryClient, clock, database })

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
    detach,
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
