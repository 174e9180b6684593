import { remedyFor, type Cause } from '../cause.ts'
import type { Machine } from '../machine.ts'
import type { Priority } from '../reconnect/machine.ts'
import { closing, replace, scopeOf, wait, type Step } from './attempt.ts'
import { allTogether, served, tryAgain } from './isolation.ts'
import { limitOf, RENEWAL_ECHO_MS, retriedAt } from './limits.ts'
import { lost } from './loss.ts'
import { answered, asked, isDead } from './pulse.ts'
import type { ConnectionEffect, ConnectionEvent, ConnectionState, Want } from './state.ts'
import { woken } from './waking.ts'

const silence: Cause = { code: 'heartbeat-missed', message: 'The server stopped answering.' }
const unconfirmed: Cause = {
  code: 'timed-out',
  message: 'The server did not confirm the subscription in time.',
}

export const connectionMachine: Machine<ConnectionState, ConnectionEvent, ConnectionEffect> = {
  initial: {
    want: { enabled: false, scopeId: undefined, userId: undefined },
    page: 'shown',
    epoch: 0,
    link: { name: 'closed' },
    renewedAt: -Infinity,
    isolation: allTogether([]),
  },
  next: (state, event, now) => {
    if ('epoch' in event) return event.epoch === state.epoch ? heard(state, event, now) : [state]
    switch (event.type) {
      case 'want':
        return wanted(state, event.want, now)
      case 'token':
        return tokenRenewed(state, now)
      case 'page':
        return [event.page === state.page ? state : { ...state, page: event.page }]
      case 'wake':
        return woken(state, event.token, now)
      case 'heal':
        return healed(state, event.priority, now)
      case 'due':
        return overdue(state, now)
    }
  },
  limit: limitOf,
}

function wanted(before: ConnectionState, want: Want, now: number): Step {
  const same =
    want.enabled === before.want.enabled &&
    want.scopeId === before.want.scopeId &&
    want.userId === before.want.userId
  if (same) return [before]
  const state = { ...before, want, isolation: allTogether(want.parts ?? []) }
  if (scopeOf(want) !== undefined) return replace(state, { failures: 0, cause: undefined }, now)
  return [{ ...state, epoch: state.epoch + 1, link: { name: 'closed' } }, ...closing(before)]
}

function tokenRenewed(state: ConnectionState, now: number): Step {
  const { link } = state
  switch (link.name) {
    case 'live':
      if (state.isolation.refused.length > 0) return retry(state, now)
      return [{ ...state, renewedAt: now }, { type: 'renew' }]
    case 'joining':
    case 'rejoining':
      return [{ ...state, renewedAt: now }, { type: 'renew' }]
    case 'waiting':
      return link.pace === 'rarely' || remedyFor(link.cause) === 'renew'
        ? replace(state, { ...link, failures: 0 }, now)
        : [state]
    case 'closed':
      return [state]
  }
}

/** What the source says of the newest attempt. */
function heard(
  state: ConnectionState,
  event: Extract<ConnectionEvent, { epoch: number }>,
  now: number,
): Step {
  switch (event.type) {
    case 'joined':
      return joined(state, now)
    case 'proved':
      return proved(state, now)
    case 'missed':
      // Where it is not live, a catch-up follows the proof.
      return state.link.name === 'live' ? [state, { type: 'catch-up' }] : [state]
    case 'alive':
      return alive(state, now)
    case 'lost':
      return lost(state, event.cause, now)
  }
}

function joined(state: ConnectionState, now: number): Step {
  if (state.link.name !== 'rejoining') return [state]
  const { failures, cause } = state.link
  const link = { name: 'joining', failures, cause, since: now, pulse: answered(now) } as const
  return [{ ...state, link }]
}

function proved(state: ConnectionState, now: number): Step {
  const { link } = state
  switch (link.name) {
    case 'joining':
    case 'rejoining': {
      const { failures, cause } = link
      const isolation = served(state.isolation)
      if (isolation.trial.length > 0)
        return replace({ ...state, isolation }, { failures, cause }, now)
      const live = { name: 'live', failures, since: now, pulse: answered(now) } as const
      return [{ ...state, isolation, link: live }, { type: 'catch-up' }]
    }
    case 'live': {
      const ours = now - state.renewedAt < RENEWAL_ECHO_MS
      const known: ConnectionState = { ...state, link: { ...link, pulse: answered(now) } }
      return ours ? [known] : [known, { type: 'catch-up' }]
    }
    case 'closed':
    case 'waiting':
      return [state]
  }
}

function alive(state: ConnectionState, now: number): Step {
  const { link } = state
  if (link.name !== 'live' && link.name !== 'joining') return [state]
  return [{ ...state, link: { ...link, pulse: answered(now) } }]
}

function healed(state: ConnectionState, priority: Priority, now: number): Step {
  const { link } = state
  switch (link.name) {
    case 'waiting':
      if (priority === 'high') return replace(state, { ...link, failures: 0 }, now)
      return link.pace === 'backoff' ? wait(state, link, 'soon', now) : [state]
    // Healthy or on its way: left alone, unless a person sees no progress.
    case 'rejoining':
      return priority === 'high' ? replace(state, { ...link, failures: 0 }, now) : [state]
    case 'live':
      return priority === 'high' && state.isolation.refused.length > 0 ? retry(state, now) : [state]
    case 'closed':
    case 'joining':
      return [state]
  }
}

/** Tries the refused parts of a live scope again. */
function retry(state: ConnectionState, now: number): Step {
  const cause: Cause = {
    code: 'misconfigured',
    message: 'What the server refused is tried again.',
    refused: state.isolation.refused,
  }
  return replace({ ...state, isolation: tryAgain(state.isolation) }, { failures: 0, cause }, now)
}

function overdue(state: ConnectionState, now: number): Step {
  const { link } = state
  switch (link.name) {
    case 'joining':
    case 'live': {
      if (link.name === 'joining' && link.pulse.probes === 0) return lost(state, unconfirmed, now)
      if (link.pulse.probes === 0 && now >= retriedAt(state)) return retry(state, now)
      // Also after long silence: in a throttled tab the answer may just not have been read yet.
      if (!isDead(link.pulse))
        return [{ ...state, link: { ...link, pulse: asked(link.pulse, now) } }, { type: 'probe' }]
      // Once more: by now the source is sure, and lets the client drop the socket instead of waiting for it.
      return [...lost(state, silence, now), { type: 'probe' }]
    }
    case 'rejoining':
      return replace(state, { ...link, failures: link.failures + 1 }, now)
    case 'waiting':
      return replace(state, link, now)
    case 'closed':
      return [state]
  }
}
