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

const refusal = (reason: string): string => failed('refused', { reason })

/** Every code that the server's source and documentation know, as of August 2026. */
const remedies = {
  Unauthorized: 'unauthorized, fatal',
  PrivateOnly: 'unauthorized, fatal',
  JwtSignatureError: 'unauthorized, fatal',
  JwtSignerError: 'unauthorized, fatal',
  MalformedJWT: 'unauthorized, fatal',
  InvalidJWTToken: 'token-expired, renew',
  TenantNotFound: 'misconfigured, fatal',
  TopicNameRequired: 'misconfigured, fatal',
  RealtimeDisabledForTenant: 'realtime-disabled, fatal',
  RealtimeDisabledForConfiguration: 'realtime-disabled, fatal',
  ChannelRateLimitReached: 'too-many-requests, backoff',
  ConnectionRateLimitReached: 'too-many-requests, backoff',
  ClientJoinRateLimitReached: 'too-many-requests, backoff',
  DatabaseConnectionRateLimitReached: 'too-many-requests, backoff',
  DatabaseLackOfConnections: 'too-many-requests, backoff',
  IncreaseConnectionPool: 'too-many-requests, backoff',
  IncreaseSubscriptionConnectionPool: 'too-many-requests, backoff',
  RealtimeRestarting: 'server-not-ready, backoff',
  InitializingProjectConnection: 'server-not-ready, backoff',
  UnableToConnectToProject: 'server-not-ready, backoff',
  MusterJoinError: 'server-not-ready, backoff',
  TimeoutOnRpcCall: 'server-not-ready, backoff',
  ErrorOnRpcCall: 'server-not-ready, backoff',
  MissingPartition: 'channel-error, backoff',
  QueryCanceled: 'channel-error, backoff',
  UnableToReplayMessages: 'channel-error, backoff',
  UnknownErrorOnChannel: 'channel-error, backoff',
  'Unknown Error on Channel': 'channel-error, backoff',
}

test('C5, C7: every reason of a refused join has its cause and its remedy', () => {
  const found = (words: string) =>
    Object.fromEntries(Object.keys(remedies).map(code => [code, refusal(`${code}${words}`)]))
  expect(found('')).toEqual(remedies)
  expect(found(': words for people: and more')).toEqual(remedies)
})

test('C7: a token without its claims is not asked about in a hurry, an expired one is renewed', () => {
  const claims = 'Fields `role` and `exp` are required in JWT'
  expect([
    refusal(`InvalidJWTToken: ${claims}`),
    refusal('InvalidJWTToken: Token has expired 10 seconds ago'),
    system('system', 'error', claims),
    system('system', 'error', 'The token provided is not a valid JWT'),
  ]).toEqual(['unauthorized, fatal', 'token-expired, renew', 'unauthorized', 'token-expired'])
})

test('C7: a reason that nobody knows yet is worth another try', () => {
  expect([refusal('SomethingNew: never seen before'), refusal('')]).toEqual([
    'channel-error, backoff',
    'channel-error, backoff',
  ])
})

test('C6: a misconfigured project is no refused table', () => {
  const { refused } = causeOfChannelError(
    new Error('', { cause: { reason: 'TenantNotFound: Tenant not found' } }),
  )
  expect(refused).toBeUndefined()
})

test('older clients say the reason of a refused join in the message alone', () => {
  expect(failed('"Unauthorized: You do not have permissions"')).toBe('unauthorized, fatal')
  expect(failed('"SomethingNew: never seen before"')).toBe('channel-error, backoff')
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

test('C1: only the server’s word on its database is a proof, each for what flows then', () => {
  expect(system('postgres_changes', 'ok', 'Subscribed to PostgreSQL')).toBe('rows')
  expect(system('system', 'ok', 'Replication connection established')).toBe('broadcasts')
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

const refusedBy = (message: string): readonly string[] | undefined => {
  const meaning = readSystemMessage({ extension: 'postgres_changes', status: 'error', message })
  return typeof meaning === 'object' ? meaning.refused : undefined
}

test('C6: the table that the server refuses is read from its text, whatever is wrong with it', () => {
  const unable = 'Unable to subscribe to changes with given parameters.'
  expect({
    unpublished: refusedBy(
      `${unable} Please check Realtime is enabled for the given connect parameters: [event: *, schema: public, table: shot_generations, filters: [], select: nil]`,
    ),
    filter: refusedBy(
      `${unable} An exception happened so please check your connect parameters: [event: *, schema: public, table: todos, filters: [{"nope", "eq", "1", false}], select: nil]. Exception: ERROR P0001 (raise_exception) invalid column for filter nope`,
    ),
    odd: refusedBy(
      `${unable} Please check Realtime is enabled for the given connect parameters: [event: *, schema: public, table: my, odd] table, filters: [], select: nil]`,
    ),
    operator: refusedBy('Error parsing `filter` params: ["foo", "1"]'),
    shape: refusedBy(
      'No subscription params provided. Please provide at least a `schema` or `table` to subscribe to: %{"event" => "*", "filter" => nil, "schema" => "public", "table" => "todos"}',
    ),
    elsewhere: refusedBy(
      `${unable} Please check Realtime is enabled for the given connect parameters: [event: *, schema: private, table: todos, filters: [], select: nil]`,
    ),
    pool: refusedBy('Unable to connect to the project database'),
  }).toEqual({
    unpublished: ['shot_generations'],
    filter: ['todos'],
    odd: ['my, odd] table'],
    operator: [],
    shape: [],
    elsewhere: [],
    pool: undefined,
  })
})
