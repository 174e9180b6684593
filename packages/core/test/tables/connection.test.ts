import fc from 'fast-check'
import { expect, test } from 'vitest'
import type { Cause, CauseCode } from '../../src/cause.ts'
import type { Isolation } from '../../src/connection/isolation.ts'
import { connectionMachine } from '../../src/connection/machine.ts'
import { answered, isDead, type Pulse } from '../../src/connection/pulse.ts'
import type {
  ConnectionEffect,
  ConnectionEvent,
  ConnectionState,
  Link,
  Pace,
} from '../../src/connection/state.ts'
import type { Priority } from '../../src/reconnect/machine.ts'
import { connectionTable, type ConnectionColumn, type ConnectionRow } from './connection.ts'
import { NOW, observed, type Examples } from './table.ts'

type Beating = Extract<Link, { readonly pulse: Pulse }>

const want = { enabled: true, scopeId: 'a', userId: 'ann', parts: ['x', 'y'] }
const nothing: Isolation = { proved: [], trial: [], untried: [], refused: [] }
const all: Isolation = { ...nothing, trial: want.parts }
const served: Isolation = { ...nothing, proved: want.parts }
const searching: Isolation = { ...nothing, trial: ['x'], untried: ['y'] }
const partly: Isolation = { ...nothing, proved: ['x'], refused: ['y'] }

const causeOf = (...codes: readonly CauseCode[]): fc.Arbitrary<Cause> =>
  fc.constantFrom(...codes).map(code => ({ code, message: 'Why.' }))
const anyCause = causeOf('socket-closed', 'server-restarting', 'channel-error', 'token-expired')
const failures = fc.integer({ min: 0, max: 9 })
/** So short ago that no limit has passed. */
const justNow = fc.integer({ min: NOW - 500, max: NOW })
const longAgo = fc.integer({ min: 0, max: NOW - 20_000 })

const pulse = (probes: fc.Arbitrary<number>): fc.Arbitrary<Pulse> =>
  fc.record({ probes, at: justNow })
const quiet = justNow.map(answered)
const asked = pulse(fc.integer({ min: 1, max: 2 }))
const unanswered = pulse(fc.constant(3))

const joining = (of: fc.Arbitrary<Pulse>): fc.Arbitrary<Link> =>
  fc.record({
    name: fc.constant('joining'),
    failures,
    cause: fc.option(anyCause, { nil: undefined }),
    since: justNow,
    pulse: of,
  })
const live = (of: fc.Arbitrary<Pulse>): fc.Arbitrary<Link> =>
  fc.record({ name: fc.constant('live'), failures, since: fc.oneof(justNow, longAgo), pulse: of })
const rejoining: fc.Arbitrary<Link> = fc.record({
  name: fc.constant('rejoining'),
  failures,
  cause: anyCause,
  since: justNow,
})
const waiting = (...paces: readonly Pace[]): fc.Arbitrary<Link> =>
  fc.record({
    name: fc.constant('waiting'),
    failures: fc.integer({ min: 1, max: 9 }),
    cause: anyCause,
    pace: fc.constantFrom(...paces),
    since: justNow,
  })

const state = (
  link: fc.Arbitrary<Link>,
  isolation: fc.Arbitrary<Isolation>,
  page: ConnectionState['page'] = 'shown',
): fc.Arbitrary<ConnectionState> =>
  fc.record({
    want: fc.constant(want),
    page: fc.constant(page),
    epoch: fc.constant(7),
    link,
    renewedAt: fc.constant(-Infinity),
    isolation,
  })

const anyPart = fc.constantFrom(all, searching)
const whole = fc.constant(served)

const ofThis = (event: ConnectionEvent) => () => fc.constant(event)
const lost = (causes: fc.Arbitrary<Cause>) => () =>
  causes.map((cause): ConnectionEvent => ({ type: 'lost', epoch: 7, cause }))
const heal = (priority: Priority) => ofThis({ type: 'heal', priority })

const examples: Examples<
  ConnectionRow,
  ConnectionColumn,
  ConnectionState,
  ConnectionEvent,
  ConnectionEffect
> = {
  states: {
    closed: fc
      .constantFrom(
        { enabled: false, scopeId: 'a', userId: 'ann' },
        { enabled: true, scopeId: undefined, userId: 'ann' },
        { enabled: true, scopeId: 'a', userId: undefined },
      )
      .map(unmet => ({
        want: unmet,
        page: 'shown',
        epoch: 7,
        link: { name: 'closed' },
        renewedAt: -Infinity,
        isolation: nothing,
      })),
    joining: state(joining(quiet), anyPart),
    'joining, asked': state(joining(asked), anyPart),
    'joining, unanswered': state(joining(unanswered), anyPart),
    live: state(live(quiet), whole),
    'live, without refused parts': state(
      fc.record({
        name: fc.constant('live'),
        failures,
        since: fc.oneof(justNow, fc.constant(NOW - 300_000)),
        pulse: quiet,
      }),
      fc.constant(partly),
    ),
    'live, asked': state(live(asked), whole),
    'live, unanswered': state(live(unanswered), whole),
    rejoining: state(rejoining, fc.constantFrom(all, served)),
    'rejoining, hidden': state(rejoining, fc.constantFrom(all, served), 'hidden'),
    'waiting, backoff': state(waiting('backoff'), anyPart),
    'waiting, soon': state(waiting('soon'), anyPart),
    'waiting, rarely': state(waiting('rarely'), anyPart),
    'waiting, hidden': state(waiting('backoff', 'soon', 'rarely'), anyPart, 'hidden'),
  },
  events: {
    'want, the same': ({ want: known }) => fc.constant({ type: 'want', want: { ...known } }),
    'want, another scope': ofThis({ type: 'want', want: { ...want, scopeId: 'b' } }),
    'want, nothing': ({ want: known }) =>
      fc.constant({ type: 'want', want: { ...known, scopeId: undefined, userId: undefined } }),
    token: ofThis({ type: 'token' }),
    joined: ofThis({ type: 'joined', epoch: 7 }),
    proved: ofThis({ type: 'proved', epoch: 7 }),
    'proved, the echo of our token': ofThis({ type: 'proved', epoch: 7 }),
    missed: ofThis({ type: 'missed', epoch: 7 }),
    alive: ofThis({ type: 'alive', epoch: 7 }),
    'lost, client': lost(causeOf('socket-closed', 'server-restarting', 'heartbeat-missed')),
    'lost, backoff': lost(causeOf('channel-closed', 'channel-error', 'timed-out')),
    'lost, renew': lost(causeOf('token-expired', 'token-changed')),
    'lost, fatal': lost(causeOf('unauthorized', 'misconfigured', 'realtime-disabled')),
    'lost, some part refused': lost(
      causeOf('misconfigured').map(cause => ({ ...cause, refused: ['x'] })),
    ),
    'page, hidden': ofThis({ type: 'page', page: 'hidden' }),
    'wake, valid token': ofThis({ type: 'wake', token: 'valid' }),
    'wake, expired token': ofThis({ type: 'wake', token: 'expired' }),
    'heal, high': heal('high'),
    'heal, medium': heal('medium'),
    'heal, low': heal('low'),
    due: ofThis({ type: 'due' }),
    'any, of an older attempt': () =>
      fc.constantFrom(
        { type: 'joined', epoch: 6 },
        { type: 'proved', epoch: 6 },
        { type: 'alive', epoch: 6 },
        { type: 'lost', epoch: 6, cause: { code: 'channel-error', message: 'Why.' } },
      ),
  },
  given: { 'proved, the echo of our token': before => ({ ...before, renewedAt: NOW - 4_999 }) },
  rowOf,
  effectAs: effect => effect.type,
  limitAs: (limit, { link }) => {
    if (limit === undefined || link.name === 'closed') return '—'
    const { ms, jitterMs = 0 } = limit
    const span = (from: number): Span => {
      const leastMs = ms + NOW - from
      return { least: leastMs / 1_000, most: (leastMs + jitterMs) / 1_000 }
    }
    return 'pulse' in link ? answerLimit(link, span) : waitLimit(link, span)
  },
}

/** In seconds. */
interface Span {
  readonly least: number
  readonly most: number
}

function answerLimit({ name, pulse: of, since }: Beating, span: (from: number) => Span): string {
  if (of.probes > 0) return `${span(of.at).least} s`
  const silence = span(of.at).least
  const isSilence = name === 'live' && silence === 37.5
  return isSilence ? '37.5 s without an answer' : `${span(since).least} s`
}

function waitLimit(link: Exclude<Link, Beating>, span: (from: number) => Span): string {
  if (link.name === 'closed') return '—'
  const { least, most } = span(link.since)
  if (link.name === 'rejoining' || link.pace === 'rarely')
    return least === most ? `${least} s` : `${least} to ${most} s`
  // What is left of the wait is drawn; all of it counts from its beginning.
  const isBackoff = link.pace === 'backoff' && most >= 1 && most <= 30
  return isBackoff ? '0 to 1, 2, 4 … 30 s' : `0 to ${most} s`
}

function rowOf({ link, page, isolation }: ConnectionState): ConnectionRow {
  switch (link.name) {
    case 'closed':
      return 'closed'
    case 'joining':
      return `joining${asksOf(link.pulse)}`
    case 'live':
      return link.pulse.probes === 0 && isolation.refused.length > 0
        ? 'live, without refused parts'
        : `live${asksOf(link.pulse)}`
    case 'rejoining':
      return page === 'hidden' ? 'rejoining, hidden' : 'rejoining'
    case 'waiting':
      return page === 'hidden' ? 'waiting, hidden' : `waiting, ${link.pace}`
  }
}

function asksOf(of: Pulse): '' | ', asked' | ', unanswered' {
  if (of.probes === 0) return ''
  return isDead(of) ? ', unanswered' : ', asked'
}

test('C3, C5, C7, C8, C9: the table of the connection is what its machine does, cell by cell', () => {
  expect(observed(connectionMachine, examples)).toEqual(connectionTable)
})
