import type { Cause } from '../cause.ts'
import type { Scope } from '../change-source.ts'
import { allTogether, leftOut, openParts } from './isolation.ts'
import { answered } from './pulse.ts'
import type { ConnectionEffect, ConnectionState, Link, Pace, Want } from './state.ts'

export type Step = readonly [ConnectionState, ...ConnectionEffect[]]

/** What an attempt is made with: how many failed before it, and why the last one did. */
interface Past {
  readonly failures: number
  readonly cause: Cause | undefined
}

export interface Failing extends Past {
  readonly cause: Cause
}

/** The only place where an attempt begins; `failures` is handed on, never reset here. */
export function attempt(
  before: ConnectionState,
  scope: Scope,
  { failures, cause }: Past,
  now: number,
): readonly [ConnectionState, ConnectionEffect] {
  const epoch = before.epoch + 1
  const isolation =
    openParts(before.isolation).length > 0 ? before.isolation : allTogether(before.want.parts ?? [])
  const link = { name: 'joining', failures, cause, since: now, pulse: answered(now) } as const
  return [
    // A new channel joins with the newest token: what it proves is no echo.
    { ...before, epoch, isolation, link, renewedAt: -Infinity },
    { type: 'open', scope, epoch, without: leftOut(isolation) },
  ]
}

/** Drops the channel, if there is one, and begins anew. */
export function replace(state: ConnectionState, past: Past, now: number): Step {
  const scope = scopeOf(state.want)
  if (scope === undefined) return [state]
  const [opened, open] = attempt(state, scope, past, now)
  return hasChannel(state.link) ? [opened, { type: 'close' }, open] : [opened, open]
}

/** Drops the channel, if there is one, and lets time pass. */
export function wait(
  state: ConnectionState,
  { failures, cause }: Failing,
  pace: Pace,
  now: number,
): Step {
  const link = { name: 'waiting', failures, cause, pace, since: now } as const
  const waiting = { ...state, link }
  return hasChannel(state.link) ? [waiting, { type: 'close' }] : [waiting]
}

export function hasChannel(link: Link): boolean {
  return link.name !== 'closed' && link.name !== 'waiting'
}

export function scopeOf({ enabled, scopeId, userId }: Want): Scope | undefined {
  return enabled && scopeId !== undefined && userId !== undefined
    ? { id: scopeId, userId }
    : undefined
}
