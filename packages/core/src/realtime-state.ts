import type { Cause } from './cause.ts'
import type { Clock } from './clock.ts'
import type { ConnectionState } from './connection/state.ts'
import { causeOf, statusOf, type Status } from './connection/status.ts'
import type { Environment } from './environment.ts'
import type { LogStatus } from './log/log-status.ts'
import { isAway, type BreakerState } from './polling/breaker.ts'
import type { PollMode } from './polling/policy.ts'
import { sameFields } from './same-fields.ts'
import { cell, type Source } from './source.ts'

/** What is known of the connection. The same object until something in it changes. */
export interface RealtimeState {
  readonly status: Status
  /** Why it is not live; undefined while live or before anything went wrong. */
  readonly cause: Cause | undefined
  /** When `status` became what it is, in ms since the epoch. */
  readonly since: number
  /** Whether realtime is switched on. */
  readonly enabled: boolean
  /** The parts of the scope that the server refused: polled, while the others are pushed. */
  readonly muted: readonly string[]
  /** `away`: requests fail one after another; nothing but a probe is fetched until one is answered. */
  readonly backend: 'up' | 'away'
  /** The change log's, where the source has one and there is something to ask it about. */
  readonly log: LogStatus | undefined
}

/** A machine's state, and when its time is up. */
type Timed<State> = Source<State> & { readonly dueAt: number | undefined }

export interface ObservedHost {
  readonly clock: Clock
  readonly connection: Timed<ConnectionState>
  readonly environment: Environment
  readonly breaker: Timed<BreakerState>
  readonly log: Source<LogStatus | undefined>
}

export interface Observed {
  readonly state: Source<RealtimeState>
  readonly pollMode: Source<PollMode>
  /** Tells whoever listens to `pollMode` to decide anew, though nothing in it has changed. */
  readonly retell: () => void
  /** See `Realtime.nextTryAt`. */
  readonly nextTryAt: () => number | undefined
  readonly stop: () => void
}

/** What people and polling see of the connection and the environment: derived, told only on change. */
export function observe({ breaker, clock, connection, environment, log }: ObservedHost): Observed {
  const readState = (since: number): RealtimeState => ({
    status: statusOf(connection.current, environment.online.current),
    cause: causeOf(connection.current),
    since,
    enabled: connection.current.want.enabled,
    muted: connection.current.isolation.refused,
    backend: isAway(breaker.current) ? 'away' : 'up',
    log: log.current,
  })
  /** A catch-up begins before its `live` is told: it is as old as the proof, not as the news of it. */
  const changedAt = (before: number): number => {
    const { link } = connection.current
    return link.name === 'live' && link.since >= before ? link.since : clock.now()
  }
  const readMode = (): PollMode => ({
    status: state.current.status,
    visible: environment.visible.current,
    online: environment.online.current,
    active: environment.active.current,
    frugal: environment.frugal.current,
    backend: state.current.backend,
    log: log.current?.status === 'trusted' ? 'trusted' : 'none',
  })

  const state = cell(readState(clock.now()))
  const pollMode = cell(readMode())
  const update = (): void => {
    const before = state.current
    const after = readState(before.since)
    if (!sameFields(before, after))
      state.set(after.status === before.status ? after : readState(changedAt(before.since)))
    const mode = readMode()
    if (!sameFields(mode, pollMode.current)) pollMode.set(mode)
  }

  const { visible, online, active, frugal } = environment
  const undos = [connection, breaker, log, visible, online, active, frugal].map(source =>
    source.subscribe(update),
  )
  return {
    state,
    pollMode,
    retell: () => pollMode.set({ ...pollMode.current }),
    nextTryAt: () => {
      if (breaker.current.name === 'open') return breaker.dueAt
      return connection.current.link.name === 'waiting' ? connection.dueAt : undefined
    },
    stop: () => {
      for (const undo of undos) undo()
    },
  }
}
