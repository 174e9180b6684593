import { describe, expect, it } from 'vitest'
import { ACTS, FAULTS, SCOPE } from './catalogue.ts'
import { FaultError } from './fault-error.ts'
import { readActScope, readFault, readScope } from './read-fault.ts'

describe('a fault that makes sense is taken as it is', () => {
  it.each([
    { type: 'http-error', status: 503 },
    { type: 'http-error', service: 'auth', status: 400, retryAfter: 0, message: 'No' },
    { type: 'http-slow', ms: 0 },
    { type: 'join-refuse', reason: 'No', delayMs: 10, blocking: false },
    { type: 'frame-reorder', what: 'broadcasts', window: 1000 },
    { type: 'poller-down' },
    { type: 'poller-down', what: 'broadcasts' },
    { type: 'rate-limit', perSecond: 0 },
  ])('%j', fault => {
    expect(readFault(fault)).toEqual(fault)
  })

  it('what is undefined counts as left out', () => {
    expect(readFault({ type: 'http-hang', service: undefined })).toEqual({ type: 'http-hang' })
    expect(readScope('http-hang', undefined)).toEqual({})
  })
})

describe('a fault that makes none is refused: the field, and what it takes', () => {
  it.each([
    [null, 'A fault must be a JSON object, not null.'],
    [[], 'A fault must be a JSON object, not [].'],
    [{}, "A fault's `type` must be one of http-error, http-hang,"],
    [{ type: 'toString' }, 'not "toString".'],
    [{ type: 'http-error' }, '`status` is missing; it must be a whole number from 400 to 599.'],
    [
      { type: 'http-error', status: 200 },
      '`status` must be a whole number from 400 to 599, not 200.',
    ],
    [{ type: 'http-error', status: '503' }, 'not "503".'],
    [{ type: 'http-error', status: 503, retryAfter: -1 }, '`retryAfter` must be a whole number'],
    [
      { type: 'http-hang', service: 'rset' },
      '`service` must be one of rest, auth, storage, realtime',
    ],
    [{ type: 'http-hang', ms: 1 }, 'A fault of type http-hang has no `ms`: it takes `service`.'],
    [{ type: 'poller-down', ms: 1 }, 'has no `ms`: it takes `what`.'],
    [
      { type: 'stream-skip', what: 'presence' },
      '`what` must be one of changes, broadcasts, not "presence".',
    ],
    [{ type: 'rate-limit' }, '`perSecond` is missing; it must be a whole number from 0'],
    [{ type: 'http-hang', constructor: 1 }, 'has no `constructor`'],
    [{ type: 'join-refuse', reason: '' }, '`reason` must be a text such as'],
    [
      { type: 'join-refuse', reason: 'No', blocking: 1 },
      '`blocking` must be true or false, not 1.',
    ],
    [{ type: 'frame-duplicate', times: 1 }, '`times` must be a whole number from 2 to 100'],
  ])('%j', (fault, message) => {
    const read = (): unknown => readFault(fault)
    expect(read).toThrow(FaultError)
    expect(read).toThrow(message)
  })

  it.each([
    ['http-error', 'all', 'The scope of http-error must be a JSON object'],
    ['http-error', { topic: 'room' }, 'has no `topic`: it takes `user`, `table`, `path`, `method`'],
    ['http-error', { method: 'get' }, '`method` must be one of GET, HEAD, POST'],
    ['frame-skip', { count: 0 }, '`count` must be a whole number from 1 to 1000000, not 0.'],
    ['frame-skip', { path: '/rest' }, 'has no `path`'],
    ['realtime-off', { user: 'a' }, 'has no `user`: it takes `afterMs`, `forMs`.'],
    ['handshake-hang', { forMs: 0.5 }, '`forMs` must be a whole number'],
  ] as const)('%s with the scope %j', (type, scope, message) => {
    expect(() => readScope(type, scope)).toThrow(message)
  })

  it.each([
    ['dropSockets', { code: 1005 }, '`code` must be one of 1000, 1001,'],
    ['closeChannels', { code: 1006 }, 'has no `code`: it takes `user`, `topic`, `count`.'],
    ['crashChannels', { topic: 7 }, '`topic` must be a text'],
    ['killPoller', { user: 'a' }, 'has no `user`: it takes `what`.'],
  ] as const)('%s of %j', (act, scope, message) => {
    expect(() => readActScope(act, scope)).toThrow(message)
  })
})

it('every fault, act and part of a scope has a sentence for a person', () => {
  const told = [...Object.values(FAULTS), ...Object.values(ACTS), ...Object.values(SCOPE)]
  expect(told.filter(({ about }) => !about.endsWith('.'))).toEqual([])
})
