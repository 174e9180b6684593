import fc from 'fast-check'
import { expect, test } from 'vitest'
import { NOW, observed, type Examples } from '../../../core/test/tables/table.ts'
import { fresh, handshakeLimitMs, type Pace } from '../../src/pace.ts'
import {
  socketMachine,
  type SocketEffect,
  type SocketEvent,
  type SocketState,
} from '../../src/socket-machine.ts'
import { socketTable, type SocketColumn, type SocketRow } from './socket.ts'

const YOUNG_MS = 1_000

const pace: fc.Arbitrary<Pace> = fc.record({
  failures: fc.oneof(fc.integer({ min: 0, max: 20 }), fc.constant(31)),
  longestWaitMs: fc.integer({ min: 1_000, max: 30_000 }),
})
const handshaking = (since: fc.Arbitrary<number>): fc.Arbitrary<SocketState> =>
  fc.record({ name: fc.constant('handshaking'), pace, since })

const always = (event: SocketEvent) => () => fc.constant(event)
const closing = { type: 'close', code: 1006, reason: '', wasClean: false }
const soon: Pace = { failures: 0, longestWaitMs: 500 }
const later: Pace = { failures: 0, longestWaitMs: 30_000 }

const socket: Examples<SocketRow, SocketColumn, SocketState, SocketEvent, SocketEffect> = {
  states: {
    waiting: fc.record({ name: fc.constant('waiting'), pace }),
    'handshaking, young': handshaking(fc.integer({ min: NOW - YOUNG_MS, max: NOW })),
    handshaking: handshaking(fc.integer({ min: 0, max: NOW - YOUNG_MS - 1 })),
    open: fc.record({ name: fc.constant('open'), since: fc.integer({ min: 0, max: NOW }) }),
    leaving: fc.constant({ name: 'leaving' }),
    closed: fc.constant({ name: 'closed' }),
  },
  events: {
    due: always({ type: 'due' }),
    'woken, sooner': always({ type: 'woken', pace: soon }),
    'woken, no sooner': always({ type: 'woken', pace: later }),
    opened: always({ type: 'opened', event: {} }),
    ended: always({ type: 'ended', closing }),
    left: always({ type: 'left', code: 1000, reason: '' }),
  },
  rowOf: state => {
    if (state.name !== 'handshaking') return state.name
    return NOW - state.since > YOUNG_MS ? 'handshaking' : 'handshaking, young'
  },
  effectAs: effect => effect.type,
  limitAs: (limit, state) => {
    if (limit === undefined) return '—'
    const { ms, jitterMs = 0 } = limit
    if (state.name === 'waiting')
      return ms === 0 && jitterMs === state.pace.longestWaitMs ? '0 s to its pace' : `${ms} ms`
    if (state.name === 'handshaking')
      return ms === handshakeLimitMs(state.pace) ? `${ms / 1_000} s` : `${ms} ms`
    return `${ms / 1_000} s`
  },
}

test('C7: the table of a socket is what its machine does, cell by cell', () => {
  expect(observed(socketMachine(fresh), socket)).toEqual(socketTable)
})
