import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { LoggedChange, Scope } from '../../src/change-source.ts'
import { logMachine } from '../../src/log/machine.ts'
import type { AskReason, LogEffect, LogEvent, LogPhase, LogState } from '../../src/log/state.ts'
import type { TimeLimit } from '../../src/machine.ts'
import { logTable, type LogColumn, type LogRow } from './log.ts'
import { NOW, observed, type Examples } from './table.ts'

const past = fc.integer({ min: NOW - 4_000, max: NOW })
const word = fc.string({ minLength: 1 })
const scope: Scope = { id: 'a', userId: 'ann' }
const pace = fc.constantFrom(5_000, 15_000, 60_000)
const push = fc.constantFrom('live' as const, 'away' as const)

const change: LoggedChange = {
  change: {
    kind: 'rows',
    schema: 'public',
    table: 'tasks',
    operation: 'UPDATE',
    ids: ['1'],
    route: {},
  },
  commits: ['7'],
}

/** A scope is followed, and the log has answered before. */
const known = fc.record({
  scope: fc.constant(scope),
  push,
  pace: pace as fc.Arbitrary<LogState['pace']>,
  epoch: fc.integer({ min: 1, max: 99 }),
  // Just now, or too long ago to be called fresh.
  knownAt: fc.oneof(past, fc.constant(NOW - 60_000)),
  cursor: word as fc.Arbitrary<string | undefined>,
  failures: fc.constant(0),
  refusals: fc.constant(0),
  left: fc.constant(false),
  gap: fc.constant('closed' as LogState['gap']),
  pollAfterMs: fc.constant(0),
})

type Known = Omit<LogState, 'phase'>

function inPhase(phase: fc.Arbitrary<LogPhase>, less: Partial<Known> = {}): fc.Arbitrary<LogState> {
  return fc
    .tuple(known, phase)
    .map(([state, phaseNow]) => ({ ...state, ...less, phase: phaseNow }) as LogState)
}

const asking = (why: AskReason, again?: AskReason): fc.Arbitrary<LogPhase> =>
  past.map(since => ({ name: 'asking', since, why, again }) as const)
const since = (name: 'resting' | 'soon'): fc.Arbitrary<LogPhase> =>
  past.map(at => ({ name, since: at }))
/** Just now: a look away and back does not ask again. */
const failing = fc.constant<LogPhase>({ name: 'failing', since: NOW })
const times = fc.integer({ min: 1, max: 12 })
const idle = fc.constant<LogPhase>({ name: 'idle' })

const always = (event: LogEvent) => () => fc.constant(event)
const answered =
  (event: (epoch: number) => LogEvent) =>
  ({ epoch }: LogState) =>
    fc.constant(event(epoch))
const told = (changes: readonly LoggedChange[], complete: boolean) =>
  answered(epoch => ({
    type: 'told',
    epoch,
    answer: { type: 'told', cursor: 'next', complete, changes },
  }))

const log: Examples<LogRow, LogColumn, LogState, LogEvent, LogEffect> = {
  states: {
    idle: inPhase(idle, { scope: undefined, cursor: undefined, push: 'away' }),
    'idle, silent': inPhase(idle, { cursor: undefined, pace: 'silent', push: 'away' }),
    'asking, first': inPhase(asking('first'), { cursor: undefined }),
    'asking, poll': inPhase(asking('poll'), { push: 'away' }),
    'asking, drift': inPhase(asking('drift'), { push: 'live' }),
    'asking, replay': inPhase(asking('replay'), { push: 'live', gap: 'open' }),
    'asking, wish': inPhase(fc.oneof(asking('wake'), asking('wish'))),
    'asking, again': inPhase(asking('poll', 'replay'), { push: 'live', gap: 'open' }),
    'resting, away': inPhase(since('resting'), { push: 'away' }),
    'resting, live': inPhase(since('resting'), { push: 'live' }),
    soon: inPhase(since('soon'), { push: 'away' }),
    failing: times.chain(failures => inPhase(failing, { failures })),
    refused: times.chain(refusals =>
      inPhase(failing, { failures: refusals, refusals, left: true, cursor: undefined }),
    ),
  },
  events: {
    'want, the same': always({ type: 'want', scope: { ...scope } }),
    'want, another': always({ type: 'want', scope: { id: 'b', userId: 'ann' } }),
    'want, with a cursor': always({
      type: 'want',
      scope: { id: 'b', userId: 'ann' },
      cursor: 'kept',
    }),
    'want, none': always({ type: 'want', scope: undefined }),
    proved: always({ type: 'proved' }),
    lost: always({ type: 'lost' }),
    'pace, silent': always({ type: 'pace', pace: 'silent' }),
    'pace, other': always({ type: 'pace', pace: 30_000 }),
    'ask, wake': always({ type: 'ask', why: 'wake' }),
    'ask, wish': always({ type: 'ask', why: 'wish' }),
    'told, nothing': told([], true),
    'told, changes': told([change], true),
    'told, incomplete': told([], false),
    refused: answered(epoch => ({ type: 'refused', epoch, message: 'Not yours.' })),
    absent: answered(epoch => ({ type: 'absent', epoch, message: 'Nobody keeps it.' })),
    failed: answered(epoch => ({ type: 'failed', epoch, message: 'Out of reach.' })),
    'failed, an old one': answered(epoch => ({ type: 'failed', epoch: epoch - 1, message: '' })),
    due: always({ type: 'due' }),
  },
  // Who has left a scope is asked of no other; a question of one state is not also open in another.
  given: {
    'want, the same': state => (state.scope === undefined ? { ...state, scope } : state),
  },
  rowOf,
  effectAs,
  limitAs,
}

/** How long a state lasts from its beginning: in words, where it is as long as they say. */
function limitAs(limit: TimeLimit<LogEvent> | undefined, state: LogState): string {
  if (limit === undefined) return '—'
  const { phase } = state
  const spent = 'since' in phase ? NOW - phase.since : 0
  const [least, most] = [limit.ms + spent, limit.ms + spent + (limit.jitterMs ?? 0)]
  if (phase.name === 'asking') return `${least / 1_000} s`
  if (phase.name === 'soon') return most <= Math.max(1_000, spent) ? 'at most 1 s' : `${most} ms`
  const [ms, words] = expectedWait(state)
  const isAbout = Math.abs(least - ms * 0.9) < 1 && Math.abs(most - ms * 1.1) < 1
  return isAbout ? words : `${least} to ${most} ms instead of ${ms}`
}

function expectedWait({
  failures,
  pace: every,
  phase,
  push: now,
  refusals,
}: LogState): readonly [number, string] {
  const paceMs = typeof every === 'number' ? every : Infinity
  const doubled = (first: number, count: number, longest: number): number =>
    Math.min(first * 2 ** (count - 1), longest)
  if (refusals > 0)
    return [doubled(5_000, refusals, 300_000), '5 s, doubled each time, up to 300 s']
  if (phase.name === 'resting') return [paceMs, 'the pace']
  const ms = doubled(1_000, failures, 60_000)
  const words = '1 s, doubled each time, up to 60 s; not live, no less than the pace'
  return [now === 'live' ? ms : Math.max(ms, paceMs), words]
}

function rowOf({ cursor, phase, push: now, refusals, scope: of }: LogState): LogRow {
  switch (phase.name) {
    case 'idle':
      return of === undefined ? 'idle' : 'idle, silent'
    case 'asking':
      if (phase.again !== undefined) return 'asking, again'
      if (cursor === undefined) return 'asking, first'
      return phase.why === 'wake' ? 'asking, wish' : `asking, ${phase.why}`
    case 'resting':
      return `resting, ${now}`
    case 'soon':
      return 'soon'
    case 'failing':
      return refusals > 0 ? 'refused' : 'failing'
  }
}

function effectAs(effect: LogEffect): string {
  switch (effect.type) {
    case 'ask':
      return effect.cursor === undefined ? 'ask' : 'ask since'
    case 'route':
      return `route ${effect.when}`
    case 'route-late':
    case 'catch-up':
    case 'resumed':
    case 'drop':
    case 'leave':
    case 'return':
      return effect.type
  }
}

test('F1, F2, F3, F4, F6, F8, F9: the table of a change log is what its machine does, cell by cell', () => {
  expect(observed(logMachine, log)).toEqual(logTable)
})
