import type { Cause, CauseCode } from '@everfresh/core'
import { isRestart } from './close-codes.ts'

/**
 * What Supabase says, as a coded cause. The server puts a stable code before a colon
 * ("Unauthorized: You do not have …"); what follows is for people. A code that is not here says that something
 * is wrong with this one join (as MissingPartition does, or QueryCanceled), or is newer than this list.
 */
const reasons: readonly (readonly [RegExp, CauseCode])[] = [
  [/^(Unauthorized|PrivateOnly|JwtSign(ature|er)Error|MalformedJWT)$/, 'unauthorized'],
  [/^InvalidJWTToken$/, 'token-expired'],
  [/^(TenantNotFound|TopicNameRequired)$/, 'misconfigured'],
  [/^RealtimeDisabledFor/, 'realtime-disabled'],
  // The last two: the database has no connection to spare for now.
  [/RateLimitReached$|^DatabaseLackOf|^Increase\w*ConnectionPool$/, 'too-many-requests'],
  // The server starts, moves or restarts: every client hears it at the same time.
  [
    /^(RealtimeRestarting|InitializingProjectConnection|UnableToConnectToProject|MusterJoinError|(TimeoutOn|ErrorOn)RpcCall)$/,
    'server-not-ready',
  ],
]

const lacksClaims = /required in JWT/

/**
 * Why a channel failed. The client puts what it was told into `cause`: the socket's close event, which has
 * a number for a code, or the server's answer to a join, which has a reason in words.
 */
export function causeOfChannelError(error: Error | undefined): Cause {
  const { code, reason } = fieldsOf(error?.cause)
  if (typeof code === 'number') return socketClosed(code)
  if (typeof reason === 'string') return refused(reason)
  const text = error?.message ?? 'no reason was given'
  // Older clients (2.51) put the server's reason into the message alone, as JSON.
  if (text.startsWith('"')) return refused(text.slice(1, -1))
  if (codeOf(text) !== undefined) return refused(text)
  // Without a close event there is only this sentence of the client's own.
  return text === 'heartbeat timeout'
    ? { code: 'heartbeat-missed', message: 'The server stopped answering.' }
    : { code: 'channel-error', message: `The channel failed on the server: ${text}.` }
}

function codeOf(reason: string): CauseCode | undefined {
  if (lacksClaims.test(reason)) return 'unauthorized'
  const [code = ''] = reason.split(':', 1)
  return reasons.find(([pattern]) => pattern.test(code))?.[1]
}

/** Anything unknown is worth another try. */
function refused(reason: string): Cause {
  const code = codeOf(reason) ?? 'channel-error'
  return { code, message: `The server refused the subscription. ${reason}` }
}

function socketClosed(code: number): Cause {
  return isRestart(code)
    ? { code: 'server-restarting', message: 'The server restarts.' }
    : { code: 'socket-closed', message: `The connection to the server was cut (code ${code}).` }
}

function fieldsOf(cause: unknown): { readonly code?: unknown; readonly reason?: unknown } {
  return typeof cause === 'object' && cause !== null ? cause : {}
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

/** What flows from now on: rows of the tables, or messages that the database sends. */
export type Proof = 'rows' | 'broadcasts'

/**
 * What a `system` message proves or ends; undefined when it is about something else. A message of the
 * extension `system` with status `error` is followed by the end of the channel.
 */
export function readSystemMessage(message: SystemMessage): Proof | Cause | undefined {
  const { extension, status, message: text } = message
  if (status === 'ok' && text === 'Replication connection established') return 'broadcasts'
  if (extension === 'postgres_changes') return status === 'ok' ? 'rows' : subscriptionFailed(text)
  return status === 'error' ? channelEnded(text) : undefined
}

function subscriptionFailed(text: string): Cause {
  // The server does not try again by itself when the parameters are wrong, only when it lacks connections.
  return /params|given parameters|malformed|invalid column/i.test(text)
    ? {
        code: 'misconfigured',
        message: `The server refuses a table. Is each in the publication supabase_realtime, and are its filters right? ${text}`,
        refused: tablesIn(text),
      }
    : {
        code: 'channel-error',
        message: `The server could not subscribe to the database. ${text}`,
      }
}

/** The server shows the binding that it refuses as `[event: *, schema: public, table: rows, filters: …`. */
function tablesIn(text: string): readonly string[] {
  return Array.from(
    text.matchAll(/schema: public, table: (.+?), filters: /g),
    ([, name = '']) => name,
  )
}

function channelEnded(text: string): Cause {
  const message = `The server ended the channel. ${text}`
  // Was it only the push that was malformed, the next join finds out.
  if (/^Token has expired|not a valid JWT/.test(text)) return { code: 'token-expired', message }
  if (/^(Too many|Client presence rate)/.test(text)) return { code: 'too-many-requests', message }
  if (/permission/.test(text) || lacksClaims.test(text)) return { code: 'unauthorized', message }
  return { code: 'channel-closed', message }
}
