import type { PoolClient } from 'pg'
import { AuthError } from './errors.ts'
import { type AuthService, type Row, rows, timestamp } from './service.ts'
import { type Session, issue, newRefreshToken } from './session.ts'

const REUSE_INTERVAL_MS = 10_000

/** A refresh token that somebody presents. */
export interface PresentedToken {
  readonly token: string
  readonly revoked: boolean
  /** Milliseconds since the epoch: when it was issued or, if revoked, when that happened. */
  readonly updatedAt: number
}

/** The newest unrevoked token of the same session. */
export interface ActiveToken {
  readonly token: string
  readonly parent: string | null
}

/** What a presented token earns. */
export type Rotation =
  | { readonly kind: 'rotate' }
  | { readonly kind: 'reuse'; readonly token: string }
  | { readonly kind: 'refuse' }

/**
 * Decides about a presented token. A revoked one is forgiven when two tabs raced (within 10 s) or
 * when the answer to the last refresh was lost (it is the active token's parent): both get the
 * active token instead of a new one. Any other reuse may be theft.
 */
export function decideRotation(
  presented: PresentedToken,
  active: ActiveToken | undefined,
  now: number,
): Rotation {
  if (!presented.revoked) return { kind: 'rotate' }
  if (active === undefined) return { kind: 'refuse' }
  const raced = now - presented.updatedAt <= REUSE_INTERVAL_MS
  const answerWasLost = active.parent === presented.token
  return raced || answerWasLost ? { kind: 'reuse', token: active.token } : { kind: 'refuse' }
}

/**
 * Exchanges a refresh token for a new session state, in one transaction that holds the session's
 * row: of two refreshes at the same moment the second sees what the first did.
 * Throws `refresh_token_not_found`, or `refresh_token_already_used` after revoking the session's tokens.
 */
export async function refreshSession(service: AuthService, token: string): Promise<Session> {
  // A refusal is returned, not thrown, so that the revocation before it is committed.
  const result = await service.context.db.transaction(client => rotate(service, client, token))
  if (result instanceof AuthError) throw result
  return result
}

const LOCK_SESSION = `
  select s.id, s.user_id, coalesce(u.banned_until > $2, false) as banned,
    coalesce(s.not_after < $2, false) as expired
  from auth.sessions s join auth.users u on u.id = s.user_id
  where s.id = (select session_id from auth.refresh_tokens where token = $1)
  for update of s`

const PRESENTED = `
  select revoked, (extract(epoch from updated_at) * 1000)::bigint as updated_at
  from auth.refresh_tokens where token = $1`

const ACTIVE = `
  select token, parent from auth.refresh_tokens
  where session_id = $1 and revoked = false order by id desc limit 1`

const notFound = (): AuthError =>
  new AuthError(400, 'refresh_token_not_found', 'Invalid Refresh Token: Refresh Token Not Found')

function refusalOf(session: Row | undefined): AuthError | undefined {
  if (session?.['banned'] === 't') {
    return new AuthError(400, 'user_banned', 'Invalid Refresh Token: User Banned')
  }
  if (session?.['expired'] === 't') {
    return new AuthError(400, 'session_expired', 'Invalid Refresh Token: Session Expired')
  }
  return undefined
}

async function rotate(
  service: AuthService,
  client: PoolClient,
  token: string,
): Promise<Session | AuthError> {
  const [session] = await rows(client, LOCK_SESSION, [token, timestamp(service)])
  const [found] = await rows(client, PRESENTED, [token])
  const refusal = refusalOf(session)
  if (refusal !== undefined) return refusal
  if (!session?.['id'] || !session['user_id'] || found === undefined) return notFound()
  const key = { id: session['id'], userId: session['user_id'] }
  const [active] = await rows(client, ACTIVE, [key.id])
  const decision = decideRotation(
    { token, revoked: found['revoked'] === 't', updatedAt: Number(found['updated_at']) },
    active?.['token'] ? { token: active['token'], parent: active['parent'] ?? null } : undefined,
    service.context.now(),
  )
  switch (decision.kind) {
    case 'rotate':
      return issue(service, client, {
        ...key,
        refreshToken: await replace(service, client, { ...key, token }),
      })
    case 'reuse':
      return issue(service, client, { ...key, refreshToken: decision.token })
    case 'refuse':
      await revokeTokens(service, client, key.id)
      return new AuthError(400, 'refresh_token_already_used', 'Invalid Refresh Token: Already Used')
  }
}

async function replace(
  service: AuthService,
  client: PoolClient,
  old: { readonly id: string; readonly userId: string; readonly token: string },
): Promise<string> {
  const at = timestamp(service)
  const token = newRefreshToken()
  await rows(
    client,
    'update auth.refresh_tokens set revoked = true, updated_at = $2 where token = $1',
    [old.token, at],
  )
  await rows(
    client,
    `insert into auth.refresh_tokens
       (instance_id, token, user_id, revoked, created_at, updated_at, parent, session_id)
     values ('00000000-0000-0000-0000-000000000000', $1, $2, false, $3, $3, $4, $5)`,
    [token, old.userId, at, old.token, old.id],
  )
  await rows(
    client,
    `update auth.sessions set refreshed_at = $2::timestamptz at time zone 'utc', updated_at = $2::timestamptz
     where id = $1`,
    [old.id, at],
  )
  return token
}

async function revokeTokens(
  service: AuthService,
  client: PoolClient,
  sessionId: string,
): Promise<void> {
  await rows(
    client,
    `update auth.refresh_tokens set revoked = true, updated_at = $2
     where session_id = $1 and revoked = false`,
    [sessionId, timestamp(service)],
  )
}
