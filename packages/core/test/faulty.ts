import { createAuthStateManager } from '../src/auth/auth-state-manager.ts'
import type { ChangeSource } from '../src/change-source.ts'
import { createRealtime } from '../src/realtime.ts'
import { scriptedSessions, sessionOf } from '../src/testing/index.ts'
import { createTrace } from '../src/trace/create-trace.ts'
import type { Trace } from '../src/trace/trace.ts'
import { world } from './world.ts'

export const boom = (): never => {
  throw new Error('a fault of the app')
}

export const detailOf = (trace: Trace, what: string): unknown =>
  trace.entries().findLast(entry => entry.what === what)?.detail

/** A realtime of its own over scripted parts, where rules, translation and source may be at fault. */
export function faulty(wrong: {
  readonly toEvents?: unknown
  readonly rule?: () => unknown
  readonly source?: ChangeSource
}) {
  const one = world({ heartbeats: false })
  one.realtime.stop()
  const { clock, environment } = one
  const trace = createTrace(clock)
  const sessions = scriptedSessions()
  const auth = createAuthStateManager({ sessions, clock, trace })
  const realtime = createRealtime<{ readonly type: 'X' }>({
    source: wrong.source ?? one.source,
    auth,
    toEvents: (wrong.toEvents ?? (() => [{ type: 'X' }])) as () => [],
    rules: { X: (wrong.rule ?? (() => [['list', 'a']])) as () => [] },
    families: [['list']],
    clock,
    random: () => 0.5,
    environment,
    trace,
  })
  sessions.say(sessionOf('ann'))
  return { ...one, auth, realtime, sessions, trace }
}
