import { randomBytes, randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { AuthError } from './errors.ts'
import { type AuthService, rows, timestamp } from './service.ts'
import { type User, findUser } from './users.ts'

/** What a sign-in or a refresh answers. */
export interface Session {
  readonly access_token: string
  readonly token_type: 'bearer'
  /** Seconds. */
  readonly expires_in: number
  /** Seconds since the epoch. */
  readonly expires_at: number
  readonly refresh_token: string
  readonly user: User
  /** What is weak about the password that was good enough when it was set. */
  readonly weak_password?: { readonly message: string; readonly reasons: readonly string[] }
}

/** How a session was begun. */
export type SignInMethod = 'password' | 'anonymous'

/** An unguessable refresh token. */
export function newRefreshToken(): string {
  return randomBytes(16).toString('base64url')
}

/** Begins a session of the user. Throws `user_not_found` when there is no such user. */
export async function startSession(
  service: AuthService,
  client: PoolClient,
  userId: string,
  method: SignInMethod,
): Promise<Session> {
  const id = randomUUID()
  const at = timestamp(service)
  const refreshToken = newRefreshToken()
  await rows(client, 'update auth.users set last_sign_in_at = $2 where id = $1', [userId, at])
  await rows(
    client,
    `insert into auth.sessions (id, user_id, created_at, updated_at, aal)
     values ($1, $2, $3, $3, 'aal1')`,
    [id, userId, at],
  )
  await rows(
    client,
    `insert into auth.mfa_amr_claims (id, session_id, created_at, updated_at, authentication_method)
     values (gen_random_uuid(), $1, $2, $2, $3)`,
    [id, at, method],
  )
  await rows(
    client,
    `insert into auth.refresh_tokens (instance_id, token, user_id, revoked, created_at, updated_at, session_id)
     values ('00000000-0000-0000-0000-000000000000', $1, $2, false, $3, $3, $4)`,
    [refreshToken, userId, at, id],
  )
  return issue(service, client, { id, userId, refreshToken })
}

interface SessionKey {
  readonly id: string
  readonly userId: string
  readonly refreshToken: string
}

const AMR = `
  select jsonb_agg(jsonb_build_object(
    'method', authentication_method,
    'timestamp', floor(extract(epoch from created_at))::bigint
  ) order by created_at desc)::text as amr
  from auth.mfa_amr_claims where session_id = $1`

/** Signs a new access token for a session that goes on. */
export async function issue(
  service: AuthService,
  client: PoolClient,
  session: SessionKey,
): Promise<Session> {
  const user = await findUser(client, session.userId)
  if (user === undefined) throw new AuthError(403, 'user_not_found', 'User not found')
  const [methods] = await rows(client, AMR, [session.id])
  const { context, expiresInSeconds } = service
  const issuedAt = Math.floor(context.now() / 1000)
  const expiresAt = issuedAt + expiresInSeconds
  const accessToken = await context.tokens.sign({
    iss: `${context.origin}/auth/v1`,
    sub: user.id,
    aud: user.aud,
    exp: expiresAt,
    iat: issuedAt,
    email: user.email,
    phone: user.phone,
    app_metadata: user.app_metadata,
    user_metadata: user.user_metadata,
    role: user.role,
    aal: 'aal1',
    amr: JSON.parse(methods?.['amr'] ?? '[]') as unknown,
    session_id: session.id,
    is_anonymous: user.is_anonymous,
  })
  return {
    access_token: accessToken,
    token_type: 'bearer',
    expires_in: expiresInSeconds,
    expires_at: expiresAt,
    refresh_token: session.refreshToken,
    user,
  }
}
