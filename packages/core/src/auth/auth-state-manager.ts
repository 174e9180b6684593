import { checkFunction } from '../check.ts'
import type { Clock } from '../clock.ts'
import { errorText } from '../error-text.ts'
import { isolated } from '../fault.ts'
import { createListeners } from '../listeners.ts'
import { run } from '../machine.ts'
import type { Source } from '../source.ts'
import { noTrace, type Trace } from '../trace/trace.ts'
import { authMachine, type AuthChange, type AuthState } from './machine.ts'
import { isSession, type SessionSource } from './session.ts'

/** Told of each change of the state. May be async; nobody waits for it. */
export type AuthSubscriber = (state: AuthState) => void | Promise<void>

/** The one place that knows who is signed in; everything else asks it. */
export interface AuthStateManager {
  readonly state: Source<AuthState>
  /**
   * Adds core work: it runs, in order of addition, before any subscriber hears of a change. Put here
   * what must not be late: the connection, and the removal of the last user's rows.
   */
  readonly addCore: (work: (change: AuthChange) => void) => () => void
  /**
   * Calls `subscriber` with each new state, in order of subscription, and once with the present state
   * when it is known already. A name that is used twice is two subscribers. One that throws or
   * rejects is traced under its name and harms nobody. Returns an undo that removes only itself.
   */
  readonly subscribe: (name: string, subscriber: AuthSubscriber) => () => void
  /** How long the session's token still holds, in ms; undefined when that is not known. */
  readonly expiresInMs: () => number | undefined
  /** Has the session looked at, and renewed if need be; nothing where the source cannot. */
  readonly check: () => void
  /** Ends the subscription to the auth client; nobody is told anything any more. */
  readonly stop: () => void
}

/** Options of `createAuthStateManager`. */
export interface AuthStateManagerOptions {
  readonly sessions: SessionSource
  readonly clock: Clock
  /** Default: records nothing. */
  readonly trace?: Trace
}

/** Throws an `invalid-option` error where there is nothing to subscribe to. */
export function createAuthStateManager(options: AuthStateManagerOptions): AuthStateManager {
  const { sessions, clock, trace = noTrace } = options
  checkFunction('sessions.subscribe', sessions?.subscribe)
  const core = createListeners<[AuthChange]>()
  const subscribers = createListeners<[AuthState]>()

  const careful = <Told>(
    name: string,
    callback: (told: Told) => void | Promise<void>,
  ): ((told: Told) => void) => {
    checkFunction(`the subscriber ${name}`, callback)
    return told =>
      isolated(
        () => callback(told),
        error => trace.add('auth', 'subscriber failed', { name, error: errorText(error) }),
      )
  }

  let changed = 0
  const running = run(authMachine, {
    clock,
    random: () => 0,
    perform: change => {
      const user = 'session' in change ? change.session.userId : undefined
      changed = trace.add('auth', change.type, { user })
      trace.during(changed, () => core.tell(change))
    },
  })
  // What subscribers were told; while core work runs that is still the state before.
  let told: AuthState = running.current
  running.subscribe(() => {
    told = running.current
    trace.during(changed, () => subscribers.tell(told))
  })
  const endSessions = sessions.subscribe((session, event) => {
    if (isSession(session)) running.send({ type: 'session', session })
    else trace.add('auth', 'session not understood', { event })
  })

  return {
    state: running,
    addCore: work => core.add(careful('core', work)),
    subscribe: (name, subscriber) => {
      const tell = careful(name, subscriber)
      const undo = subscribers.add(tell)
      if (told.name !== 'unknown' && told === running.current) tell(told)
      return undo
    },
    expiresInMs: () => {
      const { current } = running
      const endsAt = current.name === 'signed-in' ? current.session.expiresAt : undefined
      return endsAt === undefined ? undefined : endsAt - clock.now()
    },
    check: () =>
      isolated(
        () => sessions.check?.(),
        error => trace.add('auth', 'check failed', { error: errorText(error) }),
      ),
    stop: () => {
      endSessions()
      running.stop()
    },
  }
}
