import { check, checkFunction, settings } from '../check.ts'
import type { Clock } from '../clock.ts'
import { run } from '../machine.ts'
import { addCause, noCauses } from '../trace/causes.ts'
import { noTrace, type Trace } from '../trace/trace.ts'
import {
  reconnectMachine,
  urgency,
  type AuthHeal,
  type ReconnectIntent,
  type ReconnectTimes,
} from './machine.ts'

/** The name under which a coalesced wish for a connection is dispatched. */
export const AUTH_HEAL = 'realtime:auth-heal'

/** Coalesces everybody's wishes for a connection into few, well-spaced dispatches. */
export interface ReconnectScheduler {
  /** Throws an `invalid-option` error for a priority that is none. */
  readonly request: (intent: ReconnectIntent) => void
  /** The network came back: ends the minimum interval. */
  readonly online: () => void
  readonly stop: () => void
}

/** Options of `createReconnectScheduler`. */
export interface ReconnectSchedulerOptions {
  readonly clock: Clock
  /** Given one {@link AuthHeal} for all intents since the last. */
  readonly dispatch: (heal: AuthHeal) => void
  /** How long to wait for more intents, after each. Default 1000 ms. */
  readonly debounceMs?: number
  /** How long intents may keep each other waiting. Default 3000 ms. */
  readonly maxWaitMs?: number
  /** The least time between two dispatches. Default 5000 ms; the network's return ends it. */
  readonly minIntervalMs?: number
  /** Default: records nothing. */
  readonly trace?: Trace
}

const defaultTimes: ReconnectTimes = { debounceMs: 1_000, maxWaitMs: 3_000, minIntervalMs: 5_000 }

/** Throws an `invalid-option` error for a time that is none. */
export function createReconnectScheduler(options: ReconnectSchedulerOptions): ReconnectScheduler {
  const { clock, dispatch, trace = noTrace } = options
  checkFunction('dispatch', dispatch)
  let intents = noCauses()
  const running = run(reconnectMachine(settings('reconnect', defaultTimes, options)), {
    clock,
    random: () => 0,
    perform: heal => {
      const dispatched = trace.add('reconnect', 'dispatch', heal, intents.ids)
      intents = noCauses()
      trace.during(dispatched, () => dispatch(heal))
    },
  })
  return {
    request: intent => {
      const priority: unknown = intent?.priority
      check(Object.hasOwn(urgency, String(priority)), 'priority', priority, 'low, medium or high')
      const { source, reason } = intent
      addCause(
        intents,
        trace.add('reconnect', 'intent', { source, reason, priority: intent.priority }),
      )
      running.send({ type: 'intent', intent })
    },
    online: () => running.send({ type: 'online' }),
    stop: () => running.stop(),
  }
}
