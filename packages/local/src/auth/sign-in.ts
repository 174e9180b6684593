import { checkNewPassword } from './credentials.ts'
import { AuthError } from './errors.ts'
import { type Fields, textField } from './request.ts'
import { type AuthService, rows, timestamp } from './service.ts'
import { type Session, startSession } from './session.ts'

// A user that does not exist, or has no password, is checked against this salt, so that the answer
// takes the same time as a wrong password's.
const NOBODY = '$2a$10$everfreshEverfreshEveru'

const CHECK = `
  with wanted as (
    select u.id, u.email_confirmed_at, u.banned_until, num_nulls(
        u.confirmation_token, u.recovery_token, u.email_change_token_new, u.email_change
      ) > 0 as is_unreadable,
      case when u.encrypted_password like '$2_$__$%' then u.encrypted_password end as hash
    from (values (1)) as always
    left join auth.users u
      on lower(u.email) = $1 and u.is_sso_user = false and u.deleted_at is null
      and u.aud = 'authenticated' and u.instance_id = '00000000-0000-0000-0000-000000000000'
  )
  select id, is_unreadable,
    extensions.crypt($2, coalesce(hash, '${NOBODY}')) = hash as matches,
    email_confirmed_at is not null as confirmed,
    coalesce(banned_until > $3, false) as banned
  from wanted`

/**
 * Begins a session for an e-mail address and its password. Throws `invalid_credentials` for an
 * unknown address and for a wrong password alike.
 */
export async function signInWithPassword(service: AuthService, fields: Fields): Promise<Session> {
  const email = textField(fields, 'email').toLowerCase()
  const password = textField(fields, 'password')
  const hasPhone = textField(fields, 'phone') !== ''
  if (email !== '' && hasPhone) {
    throw new AuthError(
      400,
      'validation_failed',
      'Only an email address or phone number should be provided on login.',
    )
  }
  if (hasPhone) {
    throw new AuthError(400, 'phone_provider_disabled', 'Phone logins are disabled')
  }
  if (email === '') throw new AuthError(400, 'validation_failed', 'missing email or phone')
  return service.context.db.transaction(async client => {
    const [user] = await rows(client, CHECK, [email, password, timestamp(service)])
    const id = user?.['id']
    if (id && user['is_unreadable'] === 't') throw unreadable(service, id)
    if (!id || user['matches'] !== 't') {
      throw new AuthError(400, 'invalid_credentials', 'Invalid login credentials')
    }
    if (user['banned'] === 't') throw new AuthError(400, 'user_banned', 'User is banned')
    if (user['confirmed'] !== 't') {
      throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed')
    }
    const session = await startSession(service, client, id, 'password')
    return { ...session, ...weakness(service, password) }
  })
}

/** Supabase Auth lets a weak password in and says so, that the app may ask for a better one. */
function weakness(service: AuthService, password: string): Pick<Session, 'weak_password'> {
  try {
    checkNewPassword(password, service.settings)
    return {}
  } catch (error) {
    if (!(error instanceof AuthError) || error.code !== 'weak_password') throw error
    const { reasons } = error.details['weak_password'] as { readonly reasons: readonly string[] }
    return { weak_password: { message: error.message, reasons } }
  }
}

// Supabase Auth cannot read these columns when they are null, which a seed must know.
function unreadable(service: AuthService, id: string): AuthError {
  service.context.warn(
    `auth: user ${id} cannot sign in, here as on Supabase: confirmation_token, recovery_token, email_change_token_new and email_change must be '' and not null in what a seed inserts into auth.users`,
  )
  return new AuthError(500, 'unexpected_failure', 'Database error querying schema')
}
