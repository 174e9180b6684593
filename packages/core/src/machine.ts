import { alarm } from './alarm.ts'
import type { Clock } from './clock.ts'
import { isolated } from './fault.ts'
import { createListeners } from './listeners.ts'
import type { Random } from './random.ts'
import type { Source } from './source.ts'

/** How long a state may last: `ms`, plus an even draw from [0, `jitterMs`). */
export interface TimeLimit<Event> {
  readonly ms: number
  readonly jitterMs?: number
  /** Sent when the state outlives its limit. */
  readonly event: Event
}

/** A state machine as data: no timers, no I/O, no clock and no randomness of its own. */
export interface Machine<State, Event, Effect> {
  readonly initial: State
  /** Pure. Returns the same state reference when the event does not apply. */
  readonly next: (state: State, event: Event, now: number) => readonly [State, ...Effect[]]
  /** Pure. The runner arms it when the state is entered and cancels it when the state is left. */
  readonly limit?: (state: State, now: number) => TimeLimit<Event> | undefined
}

/** What a machine runs on. */
export interface Host<State, Event, Effect> {
  readonly clock: Clock
  readonly random: Random
  /** Does what an effect says. One that throws is reported, and the machine goes on. */
  readonly perform: (effect: Effect, send: (event: Event) => void) => void
  /** Told of each event, also of those that change nothing. */
  readonly observe?: (from: State, event: Event, to: State) => void
}

/** A machine that runs: its state as a `Source`, and where its events go. */
export interface Running<State, Event> extends Source<State> {
  /** Handles `event` now, or, when called from within `perform` or a listener, right after. */
  readonly send: (event: Event) => void
  /** When the state's time limit is up, in ms since the epoch; undefined: it has none. */
  readonly dueAt: number | undefined
  /** Disarms the timer; later events are ignored. */
  readonly stop: () => void
}

/** Runs a machine: one inbox, one timer, effects in order, and a `Source` of its state. */
export function run<State, Event, Effect>(
  machine: Machine<State, Event, Effect>,
  host: Host<State, Event, Effect>,
): Running<State, Event> {
  const listeners = createListeners()
  const inbox: Event[] = []
  let state = machine.initial
  let told = state
  const { timer, arm } = timed(machine, host, event => send(event))
  let mode: 'idle' | 'busy' | 'stopped' = 'idle'

  const stopped = (): boolean => mode === 'stopped'

  const step = (event: Event): void => {
    const [to, ...effects] = machine.next(state, event, host.clock.now())
    host.observe?.(state, event, to)
    // Whoever observes, and each effect, may have stopped the machine.
    if (stopped()) return
    const entered = to !== state
    state = to
    if (entered) arm(state)
    for (const effect of effects) if (!stopped()) isolated(() => host.perform(effect, send))
  }

  // What is sent while an event is being handled waits its turn, so `next` never re-enters.
  const send = (event: Event): void => {
    if (mode === 'stopped') return
    inbox.push(event)
    if (mode === 'busy') return
    mode = 'busy'
    try {
      for (let head = inbox.shift(); head !== undefined; head = inbox.shift()) {
        step(head)
        if (state === told || inbox.length > 0) continue
        // After the effects and what they sent, so that a listener sees a world that agrees with the state.
        told = state
        listeners.tell()
      }
    } finally {
      if (mode === 'busy') mode = 'idle'
    }
  }

  arm(state)
  return {
    initial: machine.initial,
    get current() {
      return state
    },
    get dueAt() {
      return timer.at
    },
    subscribe: listeners.add,
    send,
    stop: () => {
      timer.close()
      inbox.length = 0
      mode = 'stopped'
      listeners.clear()
    },
  }
}

/** The one timer of a machine: how long the state that it is in may last. */
function timed<State, Event, Effect>(
  { limit }: Machine<State, Event, Effect>,
  { clock, random }: Pick<Host<State, Event, Effect>, 'clock' | 'random'>,
  send: (event: Event) => void,
) {
  let overdue: Event | undefined
  const timer = alarm(clock, () => {
    if (overdue !== undefined) send(overdue)
  })
  return {
    timer,
    arm: (state: State): void => {
      const allowed = limit?.(state, clock.now())
      overdue = allowed?.event
      timer.set(allowed && clock.now() + allowed.ms + (allowed.jitterMs ?? 0) * random())
    },
  }
}
