import type { Cause } from '../cause.ts'
import { replace, wait, type Step } from './attempt.ts'
import { asked } from './pulse.ts'
import type { ConnectionEffect, ConnectionState, Link } from './state.ts'

const expired: Cause = {
  code: 'token-expired',
  message: 'The session had expired when the page woke up.',
}
const check: ConnectionEffect = { type: 'check-session' }

/**
 * The world is back: what is open is asked, what waits need not wait any longer. Said several times at once
 * it is the same as said once.
 */
export function woken(state: ConnectionState, token: 'valid' | 'expired', now: number): Step {
  const { link } = state
  if (token === 'expired') {
    // Before the client can join again with the dead token. The new join waits for the session.
    const isAtRisk = link.name === 'live' || link.name === 'rejoining'
    if (isAtRisk) return replace(state, { failures: 0, cause: expired }, now)
  }
  switch (link.name) {
    case 'live':
    case 'joining':
      return link.pulse.probes > 0 ? [state] : [probing(state, link, now), { type: 'probe' }, check]
    case 'rejoining':
      // The client's own steps may have become long; a hidden page has none.
      return state.page === 'hidden' ? [state] : sooner(state, link.cause, now)
    case 'waiting':
      return link.pace === 'backoff' ? sooner(state, link.cause, now) : [state]
    case 'closed':
      return [state, check]
  }
}

function probing(
  state: ConnectionState,
  link: Extract<Link, { name: 'live' | 'joining' }>,
  now: number,
): ConnectionState {
  return { ...state, link: { ...link, failures: 0, pulse: asked(link.pulse, now) } }
}

function sooner(state: ConnectionState, cause: Cause, now: number): Step {
  return [...wait(state, { failures: 0, cause }, 'soon', now), check]
}
