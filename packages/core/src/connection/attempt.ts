import type { Cause } from '../cause.ts'
import type { Scope } from '../change-source.ts'
import { allTogether, leftOut, openParts } from './isolation.ts'
import { answered } from './pulse.ts'
import type { ConnectionEffect, ConnectionState, Pace, Want } from './state.ts'

export type Step = readonly [ConnectionState, ...ConnectionEffect[]]

/** What an attempt is made with: how many failed before it, and why the last one did. */
interface Past {
  readonly failures: number
  readonly cause: Cause | undefined
}

export interface Failing extends Past {
  readonly cause: Cause
}

/**
 * Drops the channel, if there is one, and begins anew. The only place where an attempt begins; `failures` is handed
 * on, never reset here.
 */
export function replace(before: ConnectionState, { failures, cause }: Past, now: number): Step {
  const scope = scopeOf(before.want)
  if (scope === undefined) return [before]
  const epoch = before.epoch + 1
  const isolation =
    openParts(before.isolation).length > 0 ? before.isolation : allTogether(before.want.parts ?? [])
  const link = { name: 'joining', failures, cause, since: now, pulse: answered(now) } as const
  return [
    // A new channel joins with the newest token: what it proves is no echo.
    { ...before, epoch, isolation, link, renewedAt: -Infinity },
    ...closing(before),
    { type: 'open', scope, epoch, without: leftOut(isolation) },
  ]
}

/** Drops the channel, if there is one, and lets time pass. */
export function wait(
  state: ConnectionState,
  { failures, cause }: Failing,
  pace: Pace,
  now: number,
): Step {
  const link = { name: 'waiting', failures, cause, pace, since: now } as const
  return [{ ...state, link }, ...closing(state)]
}

/** What drops the channel, if there is one. */
export function closing({ link }: Pick<ConnectionState, 'link'>): readonly ConnectionEffect[] {
  return link.name === 'closed' || link.name === 'waiting' ? [] : [{ type: 'close' }]
}

export function scopeOf({ enabled, scopeId, userId }: Want): Scope | undefined {
  return enabled && scopeId !== undefined && userId !== undefined
    ? { id: scopeId, userId }
    : undefined
}
