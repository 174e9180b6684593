import type { Cause, CauseCode } from '@everfresh/core'

/**
 * What Supabase says, as a coded cause. The server puts a stable code before a colon
 * ("Unauthorized: You do not have …"); what follows is for people.
 */
const reasonCodes: Readonly<Record<string, CauseCode>> = {
  Unauthorized: 'unauthorized',
  PrivateOnly: 'unauthorized',
  JwtSignatureError: 'unauthorized',
  JwtSignerError: 'unauthorized',
  MalformedJWT: 'unauthorized',
  InvalidJWTToken: 'token-expired',
  TenantNotFound: 'misconfigured',
  TopicNameRequired: 'misconfigured',
  RealtimeDisabledForTenant: 'realtime-disabled',
  RealtimeDisabledForConfiguration: 'realtime-disabled',
  ChannelRateLimitReached: 'too-many-requests',
  ConnectionRateLimitReached: 'too-many-requests',
  ClientJoinRateLimitReached: 'too-many-requests',
  RealtimeRestarting: 'server-restarting',
}

/** The server refused the join. `reason` is its text; anything unknown is worth another try. */
export function refused(reason: string): Cause {
  const code = reasonCodes[reason.split(':', 1)[0] ?? ''] ?? 'channel-error'
  return { code, message: `The server refused the subscription. ${reason}` }
}

/** The socket is gone. `text` is the client's, such as `socket closed: 1012`. */
export function socketClosed(text: string): Cause {
  // 1001 and 1012 are how a server says that it restarts (RFC 6455 and the IANA registry).
  const restarting = /\b(1001|1012)\b/.test(text)
  return restarting
    ? { code: 'server-restarting', message: 'The server restarts.' }
    : { code: 'socket-closed', message: 'The connection to the server was cut.' }
}

export const timedOut: Cause = {
  code: 'timed-out',
  message: 'The server did not answer the subscription in time.',
}

export const channelClosed: Cause = {
  code: 'channel-closed',
  message: 'The server closed the channel.',
}

export const noSession: Cause = {
  code: 'token-expired',
  message: 'There is no valid session to subscribe with. Sign in again.',
}

export const tokenChanged: Cause = {
  code: 'token-changed',
  message: 'The session was renewed while the channel joined.',
}

export interface SystemMessage {
  readonly extension: string
  readonly status: string
  readonly message: string
}

/**
 * What a `system` message proves or ends; undefined when it is about something else. A message of the
 * extension `system` with status `error` is followed by the end of the channel.
 */
export function readSystemMessage(message: SystemMessage): 'proof' | Cause | undefined {
  const { extension, status, message: text } = message
  if (extension === 'postgres_changes') return status === 'ok' ? 'proof' : subscriptionFailed(text)
  return status === 'error' ? channelEnded(text) : undefined
}

function subscriptionFailed(text: string): Cause {
  // The server does not try again by itself when the parameters are wrong, only when it lacks connections.
  const wrong = /given parameters|malformed|parsing|invalid column/i.test(text)
  return {
    code: wrong ? 'misconfigured' : 'channel-error',
    message: wrong
      ? `The server cannot subscribe to these tables. Are they all in the publication supabase_realtime? ${text}`
      : `The server could not subscribe to the database. ${text}`,
  }
}

function channelEnded(text: string): Cause {
  const message = `The server ended the channel. ${text}`
  if (text.startsWith('Token has expired')) return { code: 'token-expired', message }
  if (/^(Too many|Client presence rate)/.test(text)) return { code: 'too-many-requests', message }
  if (/permission|required in JWT/.test(text)) return { code: 'unauthorized', message }
  return { code: 'channel-closed', message }
}
