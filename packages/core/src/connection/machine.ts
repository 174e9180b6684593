import { remedyFor, type Cause } from '../cause.ts'
import type { Scope } from '../change-source.ts'
import type { Machine } from '../machine.ts'
import type { Priority } from '../reconnect/machine.ts'
import { limitOf, MOST_PROBES, RENEWAL_ECHO_MS, STABLE_AFTER_MS } from './limits.ts'
import type { ConnectionEffect, ConnectionEvent, ConnectionState, Link, Want } from './state.ts'

const silence: Cause = { code: 'heartbeat-missed', message: 'The server stopped answering.' }

type Step = readonly [ConnectionState, ...ConnectionEffect[]]

export const connectionMachine: Machine<ConnectionState, ConnectionEvent, ConnectionEffect> = {
  initial: {
    want: { enabled: false, scopeId: undefined, userId: undefined },
    epoch: 0,
    link: { name: 'closed' },
    renewedAt: -Infinity,
  },
  next: (state, event, now) => {
    if ('epoch' in event && event.epoch !== state.epoch) return [state]
    switch (event.type) {
      case 'want':
        return wanted(state, event.want)
      case 'token':
        return tokenRenewed(state, now)
      case 'joined':
        return joined(state)
      case 'proved':
        return proved(state, now)
      case 'alive':
        return alive(state, now)
      case 'lost':
        return lost(state, event.cause, now)
      case 'wake':
        return woken(state)
      case 'heal':
        return healed(state, event.priority)
      case 'due':
        return overdue(state, now)
    }
  },
  limit: limitOf,
}

function wanted(state: ConnectionState, want: Want): Step {
  const same =
    want.enabled === state.want.enabled &&
    want.scopeId === state.want.scopeId &&
    want.userId === state.want.userId
  if (same) return [state]
  const scope = scopeOf(want)
  const close: ConnectionEffect[] = hasChannel(state.link) ? [{ type: 'close' }] : []
  if (scope === undefined)
    return [{ ...state, want, epoch: state.epoch + 1, link: { name: 'closed' } }, ...close]
  const [opened, open] = attempt({ ...state, want }, scope, 0, undefined)
  return [opened, ...close, open]
}

/** The only place where an attempt begins; `failures` is handed on, never reset here. */
function attempt(
  state: ConnectionState,
  scope: Scope,
  failures: number,
  cause: Cause | undefined,
): readonly [ConnectionState, ConnectionEffect] {
  const epoch = state.epoch + 1
  return [
    { ...state, epoch, link: { name: 'joining', failures, cause } },
    { type: 'open', scope, epoch },
  ]
}

/** Drops the channel, if there is one, and begins anew. */
function replace(state: ConnectionState, failures: number, cause: Cause): Step {
  const scope = scopeOf(state.want)
  if (scope === undefined) return [state]
  const [opened, open] = attempt(state, scope, failures, cause)
  return hasChannel(state.link) ? [opened, { type: 'close' }, open] : [opened, open]
}

function tokenRenewed(state: ConnectionState, now: number): Step {
  const { link } = state
  switch (link.name) {
    case 'live':
    case 'joining':
    case 'rejoining':
      return [{ ...state, renewedAt: now }, { type: 'renew' }]
    case 'waiting':
      return link.pace === 'backoff' ? [state] : replace(state, 0, link.cause)
    case 'closed':
      return [state]
  }
}

function joined(state: ConnectionState): Step {
  if (state.link.name !== 'rejoining') return [state]
  const { failures, cause } = state.link
  return [{ ...state, link: { name: 'joining', failures, cause } }]
}

function proved(state: ConnectionState, now: number): Step {
  const { link } = state
  switch (link.name) {
    case 'joining':
    case 'rejoining': {
      const { failures } = link
      const live = { name: 'live', failures, since: now, aliveAt: now, probes: 0 } as const
      return [{ ...state, link: live }, { type: 'catch-up' }]
    }
    case 'live': {
      const ours = now - state.renewedAt < RENEWAL_ECHO_MS
      const known: ConnectionState = { ...state, link: { ...link, aliveAt: now, probes: 0 } }
      return ours ? [known] : [known, { type: 'catch-up' }]
    }
    case 'closed':
    case 'waiting':
      return [state]
  }
}

function alive(state: ConnectionState, now: number): Step {
  if (state.link.name !== 'live') return [state]
  return [{ ...state, link: { ...state.link, aliveAt: now, probes: 0 } }]
}

function lost(state: ConnectionState, cause: Cause, now: number): Step {
  const { link } = state
  if (link.name === 'closed' || link.name === 'waiting') return [state]
  const failures = failuresSoFar(link, now)
  switch (remedyFor(cause)) {
    case 'client':
      return link.name === 'rejoining'
        ? [state]
        : [{ ...state, link: { name: 'rejoining', failures, cause } }]
    case 'renew':
      // Only the first time: a token that is refused again would otherwise be retried in a loop.
      return failures === 0 ? replace(state, 1, cause) : wait(state, failures, cause, 'backoff')
    case 'backoff':
      return wait(state, failures, cause, 'backoff')
    case 'fatal':
      return wait(state, failures, cause, 'rarely')
  }
}

function wait(
  state: ConnectionState,
  failures: number,
  cause: Cause,
  pace: 'backoff' | 'rarely',
): Step {
  const waiting = { name: 'waiting', failures: failures + 1, cause, pace } as const
  return [{ ...state, link: waiting }, { type: 'close' }]
}

function woken(state: ConnectionState): Step {
  const { link } = state
  switch (link.name) {
    case 'live':
      return link.probes > 0
        ? [state]
        : [{ ...state, link: { ...link, probes: 1 } }, { type: 'probe' }]
    case 'waiting':
      return link.pace === 'backoff'
        ? [{ ...state, link: { ...link, failures: 0, pace: 'soon' } }]
        : [state]
    case 'closed':
    case 'joining':
    case 'rejoining':
      return [state]
  }
}

function healed(state: ConnectionState, priority: Priority): Step {
  const { link } = state
  if (link.name === 'waiting') {
    if (priority === 'high') return replace(state, 0, link.cause)
    return link.pace === 'backoff' ? [{ ...state, link: { ...link, pace: 'soon' } }] : [state]
  }
  // Healthy or on its way: left alone, unless a person sees no progress.
  return link.name === 'rejoining' && priority === 'high' ? replace(state, 0, link.cause) : [state]
}

function overdue(state: ConnectionState, now: number): Step {
  const { link } = state
  switch (link.name) {
    case 'joining':
      return lost(
        state,
        { code: 'timed-out', message: 'The server did not confirm the subscription in time.' },
        now,
      )
    case 'live':
      // Also after long silence: in a throttled tab the answer may just not have been read yet.
      if (link.probes < MOST_PROBES)
        return [{ ...state, link: { ...link, probes: link.probes + 1 } }, { type: 'probe' }]
      // Once more: by now the source is sure, and lets the client drop the socket instead of waiting for it.
      return [...lost(state, silence, now), { type: 'probe' }]
    case 'rejoining':
      return replace(state, link.failures + 1, link.cause)
    case 'waiting':
      return replace(state, link.failures, link.cause)
    case 'closed':
      return [state]
  }
}

function failuresSoFar(link: Exclude<Link, { name: 'closed' }>, now: number): number {
  return link.name === 'live' && now - link.since >= STABLE_AFTER_MS ? 0 : link.failures
}

function hasChannel(link: Link): boolean {
  return link.name !== 'closed' && link.name !== 'waiting'
}

function scopeOf({ enabled, scopeId, userId }: Want): Scope | undefined {
  return enabled && scopeId !== undefined && userId !== undefined
    ? { id: scopeId, userId }
    : undefined
}
