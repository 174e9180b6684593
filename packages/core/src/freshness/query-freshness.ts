import type { Cause } from '../cause.ts'
import { LATE_MS } from '../log/late-pushes.ts'
import type { RealtimeState } from '../realtime-state.ts'
import { because, type OwnCause } from './own-cause.ts'
import type { QueryFacts } from './query-facts.ts'

/**
 * How fresh what a query shows is:
 * - `live`: all its tables are pushed and proved, and it was fetched after the last change that was heard.
 * - `catching-up`: pushed, but a fetch that it is owed has not landed yet; or its first one is in flight.
 * - `polling`: fetched again and again by time.
 * - `offline`: there is no network; nothing is fetched.
 * - `held`: a person or a mutation has it in hand; nothing is fetched.
 * - `unknown`: nothing keeps it fresh, or there is nothing to keep; `cause` says why.
 */
export type FreshnessState = 'live' | 'catching-up' | 'polling' | 'offline' | 'held' | 'unknown'

/** How fresh one query is. The same object until something in it changes. */
export interface QueryFreshness {
  readonly state: FreshnessState
  /**
   * The most that what is shown can lag behind the backend while this state lasts and fetches succeed, in ms.
   * `live`: the safety interval, for a change that was dropped without a word, plus the longest wait of an
   * event that was heard. `polling`: the interval at this moment, jitter and slowing included. Where a change
   * log is asked, how often it is, and how long its answer waits for push. In both, how
   * long a fetch takes comes on top, and no browser promises that a timer runs on time. Undefined where
   * nothing bounds it: in all other states, live in a hidden page (no safety refetch), and while the backend
   * is away.
   */
  readonly boundMs: number | undefined
  /** When the fetch of what is shown began, in ms since the epoch; undefined while nothing is shown. */
  readonly updatedAt: number | undefined
  /** Why it is not live: the connection's cause, or one of the query's own. */
  readonly cause: Cause | OwnCause | undefined
}

/** What is the same for all queries at one moment. */
export interface FreshnessWorld {
  readonly state: Pick<RealtimeState, 'status' | 'cause' | 'backend'>
  /** How long an event may wait until it fetches, in ms. */
  readonly eventMs: number
}

type Verdict = readonly [FreshnessState, QueryFreshness['cause']?]

/** Pure: how fresh the query of these facts is; undefined: no cached query has the key. */
export function freshnessOf(facts: QueryFacts | undefined, world: FreshnessWorld): QueryFreshness {
  const [state, cause] =
    facts === undefined ? unknown('not-cached') : (standing(facts, world) ?? verdict(facts, world))
  return { state, boundMs: boundOf(state, facts, world), updatedAt: facts?.updatedAt, cause }
}

/** What keeps a query from being kept fresh at all; undefined: nothing does. */
function standing(facts: QueryFacts, { state }: FreshnessWorld): Verdict | undefined {
  const { families, fetch, hasData, holds, use } = facts
  if (families.length === 0) return unknown('not-covered')
  if (state.status === 'offline') return ['offline', because('no-network')]
  if (fetch === 'paused') return ['offline', because('paused')]
  if (state.status === 'waiting-auth') return unknown('no-session')
  if (use === 'static' || use === 'disabled') return unknown(use)
  if (!hasData) return fetch === 'fetching' ? ['catching-up'] : unknown('no-data')
  if (holds.length > 0) return ['held', because('held', holds)]
  return undefined
}

function verdict(facts: QueryFacts, { state }: FreshnessWorld): Verdict {
  const { failed, owed, refused, use } = facts
  const away = state.backend === 'away' ? because('breaker-open') : undefined
  const pushed = state.status === 'live' && refused.length === 0
  // Where nobody shows it, an event only marks it, and nothing polls it.
  if (use === 'inactive' && (owed || failed || !pushed)) return unknown('not-in-use')
  if (!pushed) return ['polling', away ?? whyPolled(state, refused)]
  if (failed) return ['catching-up', away ?? because('fetch-failed')]
  return [owed ? 'catching-up' : 'live', away]
}

function whyPolled(
  { cause, status }: FreshnessWorld['state'],
  refused: readonly string[],
): QueryFreshness['cause'] {
  if (status === 'live') return because('table-refused', refused)
  if (status === 'disabled') return because('realtime-off')
  return status === 'idle' ? because('no-scope') : cause
}

function boundOf(
  state: FreshnessState,
  facts: QueryFacts | undefined,
  { eventMs }: FreshnessWorld,
): number | undefined {
  const bounds = [
    state === 'polling' ? facts?.pollMs : plus(facts?.pollMs, eventMs),
    plus(facts?.askedMs, state === 'polling' ? eventMs : LATE_MS + eventMs),
  ].filter(bound => bound !== undefined)
  return (state === 'polling' || state === 'live') && bounds.length > 0
    ? Math.min(...bounds)
    : undefined
}

function plus(ms: number | undefined, more: number): number | undefined {
  return ms === undefined ? undefined : ms + more
}

function unknown(code: OwnCause['code']): Verdict {
  return ['unknown', because(code)]
}
