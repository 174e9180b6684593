import { remedyFor, type Cause } from '@everfresh/core'
import { expect, test } from 'vitest'
import { causeOfChannelError, readSystemMessage } from './causes.ts'

const failed = (message: string, cause?: unknown): string => {
  const found = causeOfChannelError(new Error(message, { cause }))
  return `${found.code}, ${remedyFor(found)}`
}

test('a closed socket is left to the client, whatever the code; a restart is named', () => {
  expect(
    [1000, 1005, 1006, 1011, 1001, 1012].map(code =>
      // A close event's reason is a string too, often an empty one.
      failed(`socket closed: ${code}`, { code, reason: '' }),
    ),
  ).toEqual([
    'socket-closed, client',
    'socket-closed, client',
    'socket-closed, client',
    'socket-closed, client',
    'server-restarting, client',
    'server-restarting, client',
  ])
})

test('a refused join is understood by the code before the colon', () => {
  const refusal = (reason: string) => failed('refused', { reason })
  expect({
    policy: refusal('Unauthorized: You do not have permissions to read from this Channel topic: A'),
    private: refusal('PrivateOnly: This project only allows private channels'),
    expired: refusal('InvalidJWTToken: Token has expired 10 seconds ago'),
    busy: refusal('ClientJoinRateLimitReached: Too many joins per second'),
    off: refusal('RealtimeDisabledForTenant: Realtime disabled for this tenant'),
    restart: refusal('RealtimeRestarting: Realtime is restarting, please standby'),
    unknown: refusal('SomethingNew: never seen before'),
    empty: refusal(''),
  }).toEqual({
    policy: 'unauthorized, fatal',
    private: 'unauthorized, fatal',
    expired: 'token-expired, renew',
    busy: 'too-many-requests, backoff',
    off: 'realtime-disabled, fatal',
    restart: 'server-restarting, client',
    unknown: 'channel-error, backoff',
    empty: 'channel-error, backoff',
  })
})

test('errors without a cause, and no error at all, are worth another try', () => {
  expect(failed('heartbeat timeout')).toBe('heartbeat-missed, client')
  expect(failed('channel error: transport failure', {})).toBe('channel-error, backoff')
  expect(causeOfChannelError(undefined).code).toBe('channel-error')
})

const system = (extension: string, status: string, message: string): string | undefined => {
  const meaning = readSystemMessage({ extension, status, message })
  return typeof meaning === 'object' ? (meaning satisfies Cause).code : meaning
}

test('only the database subscription’s ok is a proof', () => {
  expect(system('postgres_changes', 'ok', 'Subscribed to PostgreSQL')).toBe('proof')
  expect(system('system', 'ok', 'Replication connection established')).toBeUndefined()
  expect(system('system', 'ok', 'Server requested disconnect')).toBeUndefined()
})

test('a system error is a loss with its cause', () => {
  expect({
    table: system(
      'postgres_changes',
      'error',
      'Unable to subscribe to changes with given parameters. …',
    ),
    pool: system('postgres_changes', 'error', 'Unable to connect to the project database'),
    expired: system('system', 'error', 'Token has expired 0 seconds ago'),
    rate: system('system', 'error', 'Too many messages per second'),
    policy: system(
      'system',
      'error',
      'You no longer have permission to read from this Channel topic: A',
    ),
    other: system('system', 'error', 'Replication connection was not established in time'),
  }).toEqual({
    table: 'misconfigured',
    pool: 'channel-error',
    expired: 'token-expired',
    rate: 'too-many-requests',
    policy: 'unauthorized',
    other: 'channel-closed',
  })
})
