import type { PoolClient } from 'pg'
import { TokenError } from '../context.ts'
import { callerOf } from '../http/caller.ts'
import { AuthError } from './errors.ts'
import { type Fields, isUuid } from './request.ts'
import { type AuthService, rows } from './service.ts'
import { type User, findUser } from './users.ts'

/** Whom a valid access token names. */
export interface Bearer {
  readonly userId: string
  /** Undefined for a token that was made outside of a session. */
  readonly sessionId: string | undefined
}

/** Reads the access token. Throws `no_authorization` without one and `bad_jwt` for one not from here. */
export async function bearerOf(service: AuthService, headers: Headers): Promise<Bearer> {
  const claims = await verified(service, bearerToken(headers))
  const userId = claims['sub']
  if (typeof userId !== 'string' || userId === '') {
    throw new AuthError(403, 'bad_jwt', 'invalid claim: missing sub claim')
  }
  if (!isUuid(userId)) {
    throw new AuthError(403, 'bad_jwt', 'invalid claim: sub claim must be a UUID')
  }
  const sessionId = claims['session_id']
  return {
    userId,
    sessionId: typeof sessionId === 'string' && isUuid(sessionId) ? sessionId : undefined,
  }
}

function bearerToken(headers: Headers): string {
  const [, token] = /^Bearer\s+(\S+)$/i.exec(headers.get('authorization') ?? '') ?? []
  if (token === undefined) {
    throw new AuthError(401, 'no_authorization', 'This endpoint requires a valid Bearer token')
  }
  return token
}

async function verified(service: AuthService, token: string): Promise<Fields> {
  try {
    return await service.context.tokens.verify(token)
  } catch (error) {
    if (error instanceof TokenError) throw refusedToken(error)
    throw error
  }
}

const REFUSED: Readonly<Record<TokenError['fault']['code'], string>> = {
  expired: 'token has invalid claims: token is expired',
  'not-yet-valid': 'token has invalid claims: token is not valid yet',
  claims: 'token has invalid claims: role and exp are required',
  signature: 'token signature is invalid',
  malformed: 'token is malformed',
}

function refusedToken(error: TokenError): AuthError {
  const why = REFUSED[error.fault.code]
  return new AuthError(403, 'bad_jwt', `invalid JWT: unable to parse or verify signature, ${why}`)
}

/**
 * The user that the bearer is, as long as the session of the token lasts.
 * Throws `user_not_found` and `session_not_found`.
 */
export async function requireUser(client: PoolClient, bearer: Bearer): Promise<User> {
  const user = await findUser(client, bearer.userId)
  if (user === undefined) {
    throw new AuthError(403, 'user_not_found', 'User from sub claim in JWT does not exist')
  }
  if (bearer.sessionId !== undefined) await requireSession(client, bearer.sessionId, user.id)
  return user
}

async function requireSession(client: PoolClient, id: string, userId: string): Promise<void> {
  const [session] = await rows(
    client,
    'select id from auth.sessions where id = $1 and user_id = $2',
    [id, userId],
  )
  if (session === undefined) {
    throw new AuthError(
      403,
      'session_not_found',
      'Session from session_id claim in JWT does not exist',
    )
  }
}

/** Lets only the service key pass. Throws `no_authorization`, `bad_jwt` or `not_admin`. */
export async function requireAdmin(service: AuthService, headers: Headers): Promise<void> {
  bearerToken(headers)
  const role = await callerRole(service, headers)
  if (role !== 'service_role') throw new AuthError(403, 'not_admin', 'User not allowed')
}

async function callerRole(service: AuthService, headers: Headers): Promise<string> {
  try {
    const caller = await callerOf(service.context, headers)
    return caller.role
  } catch (error) {
    if (error instanceof TokenError) throw refusedToken(error)
    throw error
  }
}
