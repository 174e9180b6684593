import { DatabaseError, type PoolClient } from 'pg'
import { AuthError } from './errors.ts'
import { type AuthService, rows, timestamp } from './service.ts'
import { saveEmailIdentity, saving } from './users.ts'

/** A user and the address that is to be its own, normalized. */
export interface EmailChange {
  readonly userId: string
  readonly email: string
}

/** The refusal of an address that belongs to somebody else. */
export function emailExists(): AuthError {
  return new AuthError(
    422,
    'email_exists',
    'A user with this email address has already been registered',
  )
}

/**
 * Gives the user the address, confirmed; an anonymous user is anonymous no longer.
 * Throws `email_exists`.
 */
export async function setEmail(
  service: AuthService,
  client: PoolClient,
  { userId, email }: EmailChange,
): Promise<void> {
  const at = timestamp(service)
  await saving(service, 'update', () =>
    rejectTaken(() =>
      rows(
        client,
        `update auth.users set email = $2, email_confirmed_at = $3, updated_at = $3, is_anonymous = false,
           email_change = '', email_change_sent_at = null,
           raw_app_meta_data = coalesce(raw_app_meta_data, '{}')
             || '{"provider": "email", "providers": ["email"]}'
         where id = $1`,
        [userId, email, at],
      ),
    ),
  )
  await saveEmailIdentity(service, client, { id: userId, email })
}

/** Keeps the address as `new_email` until somebody confirms it. Throws `email_exists`. */
export async function requestEmail(
  service: AuthService,
  client: PoolClient,
  { userId, email }: EmailChange,
): Promise<void> {
  const [taken] = await rows(
    client,
    'select id from auth.users where email = $1 and is_sso_user = false',
    [email],
  )
  if (taken !== undefined) throw emailExists()
  await rows(
    client,
    `update auth.users set email_change = $2, email_change_sent_at = $3, updated_at = $3
     where id = $1`,
    [userId, email, timestamp(service)],
  )
}

async function rejectTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    // A trigger of the project may meet a unique constraint of its own.
    const isTaken = error instanceof DatabaseError && error.constraint === 'users_email_partial_key'
    throw isTaken ? emailExists() : error
  }
}
