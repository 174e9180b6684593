import fc from 'fast-check'
import { expect, test } from 'vitest'
import {
  breakerMachine,
  type BreakerEffect,
  type BreakerEvent,
  type BreakerState,
} from '../../src/polling/breaker.ts'
import { breakerTable, type BreakerColumn, type BreakerRow } from './breaker.ts'
import { NOW, observed, type Examples } from './table.ts'

const past = fc.integer({ min: 0, max: NOW })
/** Of a Retry-After that is over, or of none. */
const over = fc.oneof(fc.constant(-Infinity), past)
const trips = fc.integer({ min: 1, max: 20 })

const closed = (failures: number, retryAt: fc.Arbitrary<number>): fc.Arbitrary<BreakerState> =>
  fc.record({
    name: fc.constant('closed'),
    failures: fc.constant(failures),
    retryAt,
    since: over,
  })

const always = (event: BreakerEvent) => () => fc.constant(event)

const breaker: Examples<BreakerRow, BreakerColumn, BreakerState, BreakerEvent, BreakerEffect> = {
  states: {
    closed: closed(0, fc.constant(-Infinity)),
    'closed, two failures': closed(2, over),
    'closed, two failures, Retry-After': closed(2, fc.integer({ min: NOW + 1, max: NOW + 9_000 })),
    suspected: fc.record({ name: fc.constant('suspected'), retryAt: over }),
    open: fc.record({ name: fc.constant('open'), trips, retryAt: over }),
    probing: fc.record({ name: fc.constant('probing'), trips, retryAt: over }),
  },
  events: {
    answered: always({ type: 'answered' }),
    failed: always({ type: 'failed' }),
    'failed, Retry-After': always({ type: 'failed', retryAfterMs: 120_000 }),
    'probe-failed': always({ type: 'probe-failed' }),
    wish: always({ type: 'wish' }),
    online: always({ type: 'online' }),
    due: always({ type: 'due' }),
  },
  rowOf: state => (state.name === 'closed' ? 'closed' : state.name),
  limitAs: (limit, state) => {
    if (state.name !== 'open') return limit === undefined ? '—' : `${limit.ms / 1_000} s`
    const longestMs = Math.min(60_000, 5_000 * 2 ** (state.trips - 1))
    return limit?.ms === longestMs / 2 && limit.jitterMs === longestMs / 2
      ? 'half to all of 5 s, doubled each time, up to 60 s'
      : `${limit?.ms} and ${limit?.jitterMs} ms, ${state.trips} trips`
  },
  effectAs: ({ among }) => `probe ${among === 'all' ? 'any' : 'a healthy one'}`,
}

test('P4: the table of the breaker is what its machine does, cell by cell', () => {
  expect(observed(breakerMachine, breaker)).toEqual(breakerTable)
})
