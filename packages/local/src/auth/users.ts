import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { AuthError, sqlState } from './errors.ts'
import type { Fields } from './request.ts'
import { type AuthService, type Row, rows, timestamp } from './service.ts'

/** A user as the API shows it. Instants are ISO 8601; absent ones are left out. */
export interface User {
  readonly id: string
  readonly aud: string
  readonly role: string
  readonly email: string
  readonly phone: string
  readonly email_confirmed_at?: string
  readonly confirmed_at?: string
  readonly confirmation_sent_at?: string
  /** The address that a change of it waits for. */
  readonly new_email?: string
  readonly email_change_sent_at?: string
  readonly last_sign_in_at?: string
  /** Until when signing in and refreshing are refused. */
  readonly banned_until?: string
  /** When the user was deleted in a way that keeps the row. */
  readonly deleted_at?: string
  readonly created_at: string
  readonly updated_at: string
  readonly app_metadata: Fields
  readonly user_metadata: Fields
  readonly identities: readonly Fields[]
  readonly is_anonymous: boolean
}

const instant = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.US"Z"')`

const identities = `coalesce((
  select jsonb_agg(jsonb_build_object(
    'identity_id', i.id, 'id', i.provider_id, 'user_id', i.user_id, 'provider', i.provider,
    'identity_data', i.identity_data, 'email', i.email,
    'last_sign_in_at', ${instant('i.last_sign_in_at')},
    'created_at', ${instant('i.created_at')}, 'updated_at', ${instant('i.updated_at')}
  ) order by i.created_at)
  from auth.identities i where i.user_id = u.id
), '[]')`

/** SQL for the API's JSON of the row `u` of auth.users. */
export const userJson: string = `(jsonb_strip_nulls(jsonb_build_object(
  'email_confirmed_at', ${instant('u.email_confirmed_at')},
  'confirmed_at', ${instant('u.confirmed_at')},
  'invited_at', ${instant('u.invited_at')},
  'banned_until', ${instant('u.banned_until')},
  'confirmation_sent_at', ${instant('u.confirmation_sent_at')},
  'new_email', nullif(u.email_change, ''),
  'email_change_sent_at', ${instant('u.email_change_sent_at')},
  'last_sign_in_at', ${instant('u.last_sign_in_at')},
  'deleted_at', ${instant('u.deleted_at')}
)) || jsonb_build_object(
  'id', u.id, 'aud', coalesce(u.aud, ''), 'role', coalesce(u.role, ''),
  'email', coalesce(u.email, ''), 'phone', coalesce(u.phone, ''),
  'created_at', ${instant('coalesce(u.created_at, now())')},
  'updated_at', ${instant('coalesce(u.updated_at, u.created_at, now())')},
  'app_metadata', coalesce(u.raw_app_meta_data, '{}'),
  'user_metadata', coalesce(u.raw_user_meta_data, '{}'),
  'is_anonymous', u.is_anonymous, 'identities', ${identities}
))::text`

/** Reads what {@link userJson} selected under the name `user`. */
export function userOf(row: Row): User {
  return JSON.parse(row['user'] ?? 'null') as User
}

/** The user, or undefined when there is none with that id. */
export async function findUser(client: PoolClient, id: string): Promise<User | undefined> {
  const [row] = await rows(
    client,
    `select ${userJson} as "user" from auth.users u where u.id = $1`,
    [id],
  )
  return row && userOf(row)
}

/** What a new user starts with. */
export interface NewUser {
  readonly id?: string
  /** Normalized; undefined makes the user anonymous. */
  readonly email: string | undefined
  /** Undefined: no password will ever sign this user in. */
  readonly password: string | undefined
  /** Instead of a password: bcrypt's hash of one. */
  readonly passwordHash?: string
  /** The role in the user's tokens. Default `authenticated`. */
  readonly role?: string
  readonly confirmed: boolean
  readonly userMetadata: Fields
  readonly appMetadata: Fields
}

/** SQL for the hash that Supabase Auth also makes: bcrypt, cost 10. NULL stays NULL. */
export function hashOf(parameter: string): string {
  return `extensions.crypt(${parameter}::text, extensions.gen_salt('bf', 10))`
}

const INSERT_USER = `
  insert into auth.users (
    instance_id, id, aud, role, email, encrypted_password, email_confirmed_at,
    raw_app_meta_data, raw_user_meta_data, created_at, updated_at, is_anonymous,
    confirmation_token, recovery_token, email_change_token_new, email_change
  ) values (
    '00000000-0000-0000-0000-000000000000', $1, 'authenticated', $9, $2::text,
    coalesce($8::text, ${hashOf('$3')}, ''), case when $4::boolean then $7::timestamptz end,
    $5::jsonb, $6::jsonb, $7::timestamptz, $7::timestamptz, $2::text is null, '', '', '', ''
  ) on conflict (email) where is_sso_user = false do nothing returning id`

/** Adds a user. Returns its id, or undefined when the e-mail address is taken. */
export async function insertUser(
  service: AuthService,
  client: PoolClient,
  user: NewUser,
): Promise<string | undefined> {
  const id = user.id ?? randomUUID()
  const at = timestamp(service)
  const provided = user.email === undefined ? {} : { provider: 'email', providers: ['email'] }
  const values = [
    id,
    user.email ?? null,
    user.password ?? null,
    user.confirmed,
    JSON.stringify({ ...provided, ...user.appMetadata }),
    JSON.stringify(user.userMetadata),
    at,
    user.passwordHash ?? null,
    user.role ?? 'authenticated',
  ]
  const [row] = await saving(service, 'save', () => rows(client, INSERT_USER, values))
  if (row === undefined) return undefined
  if (user.email !== undefined) await saveEmailIdentity(service, client, { id, email: user.email })
  return id
}

/** Adds the `email` identity of a user, or moves it to the address. */
export async function saveEmailIdentity(
  service: AuthService,
  client: PoolClient,
  user: { readonly id: string; readonly email: string },
): Promise<void> {
  const data = { sub: user.id, email: user.email, email_verified: false, phone_verified: false }
  await rows(
    client,
    `insert into auth.identities
       (provider_id, user_id, provider, identity_data, last_sign_in_at, created_at, updated_at)
     values ($1::text, $1::uuid, 'email', $2::jsonb, $3, $3, $3)
     on conflict (provider_id, provider) do update
       set identity_data = auth.identities.identity_data || excluded.identity_data,
           updated_at = excluded.updated_at`,
    [user.id, JSON.stringify(data), timestamp(service)],
  )
}

const FAILURES = {
  save: 'Database error saving new user',
  update: 'Error updating user',
  delete: 'Database error deleting user',
} as const

/**
 * Runs a change of auth.users. The project's triggers and foreign keys have their say in it, and that
 * is the most common reason why nobody can sign up: it is answered as Supabase answers it, and said.
 */
export async function saving<T>(
  service: AuthService,
  action: keyof typeof FAILURES,
  work: () => Promise<T>,
): Promise<T> {
  try {
    return await work()
  } catch (error) {
    const state = sqlState(error)
    if (state === undefined || state.startsWith('22')) throw error
    const reason = error instanceof Error ? error.message : ''
    service.context.warn(`auth: PostgreSQL refused to ${action} a user (${state}): ${reason}`)
    throw new AuthError(500, 'unexpected_failure', FAILURES[action])
  }
}
