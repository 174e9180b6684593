import type { Scope } from '../change-source.ts'
import type { Machine, TimeLimit } from '../machine.ts'
import { everyMs } from './log-pace.ts'
import {
  isTrusted,
  type AskReason,
  type LogEffect,
  type LogEvent,
  type LogPace,
  type LogPhase,
  type LogState,
} from './state.ts'

type Step = readonly [LogState, ...LogEffect[]]

/** A question has so long for its answer: a little longer than a source may take. */
const ANSWER_LIMIT_MS = 15_000
/** After a failure the wait doubles with each, from a second to what polling is slowed to at most. */
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 60_000
/** A scope may be refused because its row is only just being written; later, because it is another's. */
const FIRST_REFUSED_MS = 5_000
const LONGEST_REFUSED_MS = 300_000
/** What waited for the backend does not come all at once. */
const SOON_MS = 1_000
/** What was known so short a while ago need not be asked on waking: a look away is no loss. */
const FRESH_MS = 30_000
/** Somebody who looks away and back again and again does not hammer what fails. */
const WAKE_AGAIN_MS = 5_000
/** Tabs that began together do not go on asking together. */
const JITTER_RATIO = 0.2

export const logMachine: Machine<LogState, LogEvent, LogEffect> = {
  initial: {
    scope: undefined,
    push: 'away',
    pace: 'silent',
    epoch: 0,
    knownAt: -Infinity,
    cursor: undefined,
    failures: 0,
    refusals: 0,
    left: false,
    gap: 'closed',
    pollAfterMs: 0,
    phase: { name: 'idle' },
  },
  next: (state, event, now) => {
    if ('epoch' in event) return event.epoch === state.epoch ? answered(state, event, now) : [state]
    switch (event.type) {
      case 'want':
        return wanted(state, event, now)
      case 'proved':
        return proved(state, now)
      case 'lost':
        return lost(state, now)
      case 'pace':
        return paced(state, event.pace, now)
      case 'ask':
        return wished(state, event.why, now)
      case 'due':
        return due(state, now)
    }
  },
  limit: limitOf,
}

function wanted(
  before: LogState,
  { scope, cursor }: Extract<LogEvent, { type: 'want' }>,
  now: number,
): Step {
  if (isSame(scope, before.scope)) return [before]
  const state: LogState = {
    ...before,
    scope,
    cursor,
    epoch: before.epoch + 1,
    knownAt: -Infinity,
    failures: 0,
    refusals: 0,
    left: false,
    // What was missed before the proof was not told: where push is lost with the scope, it closes.
    gap: before.push === 'live' ? 'open' : 'closed',
    pollAfterMs: 0,
    phase: { name: 'idle' },
  }
  const [after, ...effects] = ask(state, cursor === undefined ? 'first' : 'replay', now)
  return [after, { type: 'route-late' }, ...effects]
}

export function isSame(a: Scope | undefined, b: Scope | undefined): boolean {
  return a?.id === b?.id && a?.userId === b?.userId
}

/** Asks, unless there is nothing to ask about, or nobody to ask. */
function ask(state: LogState, why: AskReason, now: number): Step {
  const { scope, cursor, pace } = state
  if (scope === undefined || pace === 'silent') return [state]
  const epoch = state.epoch + 1
  return [
    { ...state, epoch, phase: { name: 'asking', since: now, why, again: undefined } },
    { type: 'ask', scope, cursor, epoch },
  ]
}

/** The answer that is under way may be of before what happened now. */
function askAgain(state: LogState, why: AskReason, now: number): Step {
  const { phase } = state
  if (phase.name !== 'asking') return ask(state, why, now)
  // A replay will do for whoever wishes, not the other way round.
  return [{ ...state, phase: { ...phase, again: phase.again === 'replay' ? 'replay' : why } }]
}

function proved(before: LogState, now: number): Step {
  const state: LogState = { ...before, push: 'live', gap: 'open' }
  // The first answer is followed by a catch-up whenever it comes.
  if (state.phase.name === 'asking' && state.cursor === undefined) return [state]
  const isAnswering = state.cursor !== undefined && state.failures === 0
  if (isAnswering && state.pace !== 'silent') return askAgain(state, 'replay', now)
  // Nobody to ask: what was missed is fetched, whatever it was.
  const [after, ...effects] = askAgain({ ...state, gap: 'fetched' }, 'replay', now)
  return [after, { type: 'catch-up' }, ...effects]
}

function lost(state: LogState, now: number): Step {
  if (state.push === 'away') return [state]
  // What was live a moment ago is asked one poll's interval later, like a query.
  const phase = state.phase.name === 'resting' ? { ...state.phase, since: now } : state.phase
  return [{ ...state, push: 'away', gap: 'closed', phase }, { type: 'route-late' }]
}

function paced(before: LogState, pace: LogPace, now: number): Step {
  if (pace === before.pace) return [before]
  const state = { ...before, pace }
  const isBack = before.pace === 'silent' && state.scope !== undefined
  if (!isBack || state.phase.name === 'asking') return [state]
  return [{ ...state, phase: { name: 'soon', since: now } }]
}

function wished(state: LogState, why: 'wake' | 'wish', now: number): Step {
  // What will do for waking up will not for a write that came after it.
  if (why === 'wake' && isAskedLately(state, now)) return [state]
  return askAgain(state, why, now)
}

/** Whether a question is under way, or the last one was answered or failed only just now. */
function isAskedLately(state: LogState, now: number): boolean {
  const { knownAt, phase } = state
  if (phase.name === 'failing') return now - phase.since < WAKE_AGAIN_MS
  return phase.name === 'asking' || (isTrusted(state) && now - knownAt < FRESH_MS)
}

function due(state: LogState, now: number): Step {
  return state.phase.name === 'asking' ? failed(state, now) : ask(state, reasonOf(state), now)
}

/** Why it is asked by time. */
function reasonOf({ cursor, gap, push }: LogState): AskReason {
  if (cursor === undefined) return 'first'
  if (push === 'away') return 'poll'
  return gap === 'closed' ? 'drift' : 'replay'
}

function answered(state: LogState, event: Extract<LogEvent, { epoch: number }>, now: number): Step {
  const { phase, scope } = state
  if (phase.name !== 'asking' || scope === undefined) return [state]
  switch (event.type) {
    case 'failed':
      return failed(state, now)
    case 'refused':
      return refused(state, event.message, phase.again, now)
    case 'absent': {
      const cause = { code: 'misconfigured', message: event.message } as const
      const [after, ...effects] = failed({ ...state, left: true }, now)
      return [after, { type: 'leave', cause }, ...effects]
    }
    case 'told':
      return heard({ ...state, scope, phase }, event.answer, now)
  }
}

function refused(
  state: LogState,
  message: string,
  again: AskReason | undefined,
  now: number,
): Step {
  const refusals = state.refusals + 1
  const [after] = failed(
    { ...state, knownAt: -Infinity, cursor: undefined, refusals, left: true },
    now,
  )
  const effects: LogEffect[] = [{ type: 'leave', cause: { code: 'unauthorized', message } }]
  if (refusals === 1) effects.push({ type: 'drop' })
  // It may have been asked with the token before this one.
  const [next, ...more] = again === undefined ? [after] : ask(after, again, now)
  return [next, ...effects, ...more]
}

type Answer = Extract<LogEvent, { type: 'told' }>['answer']
type Asking = LogState & {
  readonly scope: Scope
  readonly phase: Extract<LogPhase, { readonly name: 'asking' }>
}

function heard(state: Asking, answer: Answer, now: number): Step {
  const { cursor, phase, scope } = state
  const { changes } = answer
  const isPushed = state.push === 'live' && state.gap === 'closed'
  // Whoever wished meanwhile waits for what this tells of, too: the next answer does not tell of it again.
  const isPatient = phase.why === 'drift' && isPushed && phase.again === undefined
  const when = isPatient ? 'late' : 'now'
  const effects: LogEffect[] = state.left ? [{ type: 'return' }] : []
  if (changes.length > 0) effects.push({ type: 'route', scope, changes, when })
  // Without a cursor nobody can tell what happened, whatever the log calls its answer.
  if (cursor === undefined || !answer.complete)
    effects.push({ type: 'catch-up', anewAt: phase.since })
  else if (state.knownAt === -Infinity) effects.push({ type: 'resumed' })
  // One that began before the proof tells of less than was missed.
  const gap = phase.again === 'replay' ? state.gap : 'closed'
  const rested = { ...told(state, answer, phase.since, now), gap }
  const [after, ...more] = phase.again === undefined ? [rested] : ask(rested, phase.again, now)
  return [after, ...effects, ...more]
}

function told(
  state: LogState,
  { cursor, pollAfterMs }: Answer,
  knownAt: number,
  now: number,
): LogState {
  const phase = { name: 'resting', since: now } as const
  return {
    ...state,
    cursor,
    knownAt,
    failures: 0,
    refusals: 0,
    left: false,
    // What is no number would have an app's own log asked without a pause.
    pollAfterMs: pollAfterMs || 0,
    phase,
  }
}

function failed(state: LogState, now: number): Step {
  const failures = state.failures + 1
  const after: LogState = {
    ...state,
    // What comes later is no answer to this question any more.
    epoch: state.epoch + 1,
    failures,
    gap: state.gap === 'open' ? 'fetched' : state.gap,
    phase: { name: 'failing', since: now },
  }
  // Nobody can tell what was missed before push was proved.
  return state.gap === 'open' ? [after, { type: 'catch-up' }] : [after]
}

function limitOf(state: LogState, now: number): TimeLimit<LogEvent> | undefined {
  const { pace, phase } = state
  if (phase.name === 'idle' || (pace === 'silent' && phase.name !== 'asking')) return undefined
  const [ms, jitterMs] = lengthOf(state)
  if (ms === Infinity) return undefined
  const left = phase.since + ms - now
  // However often it is armed anew, it is not put off.
  const leftToJitter = Math.min(jitterMs, Math.max(0, left + jitterMs))
  return { ms: Math.max(0, left), jitterMs: leftToJitter, event: { type: 'due' } }
}

/** How long a phase may last, and by how much it may be longer. */
function lengthOf(state: LogState): readonly [ms: number, jitterMs: number] {
  switch (state.phase.name) {
    case 'asking':
      return [ANSWER_LIMIT_MS, 0]
    case 'soon':
      return [0, SOON_MS]
    case 'failing':
      return jittered(retryMs(state))
    case 'idle':
    case 'resting':
      return jittered(everyMs(state))
  }
}

/** As much earlier as later. */
function jittered(ms: number): readonly [number, number] {
  return [ms * (1 - JITTER_RATIO / 2), ms * JITTER_RATIO]
}

function retryMs({ failures, pace, push, refusals }: LogState): number {
  const doubled = (first: number, times: number, longest: number): number =>
    Math.min(first * 2 ** (times - 1), longest)
  if (refusals > 0) return doubled(FIRST_REFUSED_MS, refusals, LONGEST_REFUSED_MS)
  const waited = doubled(FIRST_RETRY_MS, failures, LONGEST_RETRY_MS)
  return push === 'away' && typeof pace === 'number' ? Math.max(waited, pace) : waited
}
