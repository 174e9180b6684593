import { remedyFor, type Cause } from '../cause.ts'
import { replace, wait, type Failing, type Step } from './attempt.ts'
import { openParts, refusedBy } from './isolation.ts'
import { STABLE_AFTER_MS } from './limits.ts'
import type { ConnectionState, Link } from './state.ts'

/** What becomes of an open channel when something says that it is none any more. */
export function lost(state: ConnectionState, cause: Cause, now: number): Step {
  const { link } = state
  if (link.name === 'closed' || link.name === 'waiting') return [state]
  const failures = failuresSoFar(link, now)
  if (cause.refused !== undefined) return refused(state, { failures, cause }, cause.refused, now)
  const failed = { failures: failures + 1, cause }
  switch (remedyFor(cause)) {
    case 'client':
      return link.name === 'rejoining'
        ? [state]
        : [{ ...state, link: { name: 'rejoining', failures, cause, since: now } }]
    case 'renew':
      // Only the first time: a token that is refused again would otherwise be retried in a loop.
      return failures === 0 ? replace(state, failed, now) : wait(state, failed, 'backoff', now)
    case 'backoff':
      return wait(state, failed, 'backoff', now)
    case 'fatal':
      return wait(state, failed, 'rarely', now)
  }
}

/** The server refuses a part: the others do without it, and without the pace of a failure while they are sought. */
function refused(
  state: ConnectionState,
  past: Failing,
  named: readonly string[],
  now: number,
): Step {
  const { failures, cause } = past
  const failed = { failures: failures + 1, cause }
  const rest = { ...state, isolation: refusedBy(state.isolation, named) }
  if (openParts(rest.isolation).length === 0) return wait(rest, failed, 'rarely', now)
  // The search ends. A server that proves and refuses the same parts in turns would not let it.
  if (state.link.name !== 'live') return replace(rest, past, now)
  return failures === 0 ? replace(rest, failed, now) : wait(rest, failed, 'backoff', now)
}

function failuresSoFar(link: Exclude<Link, { name: 'closed' }>, now: number): number {
  return link.name === 'live' && now - link.since >= STABLE_AFTER_MS ? 0 : link.failures
}
