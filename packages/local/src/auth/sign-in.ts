import { AuthError } from './errors.ts'
import { type Fields, textField } from './request.ts'
import { type AuthService, rows, timestamp } from './service.ts'
import { type Session, startSession } from './session.ts'

// A user that does not exist, or has no password, is checked against this salt, so that the answer
// takes the same time as a wrong password's.
const NOBODY = '$2a$10$everfreshEverfreshEveru'

const CHECK = `
  with wanted as (
    select u.id, u.email_confirmed_at, u.banned_until,
      case when u.encrypted_password like '$2_$__$%' then u.encrypted_password end as hash
    from (values (1)) as always
    left join auth.users u
      on u.email = $1 and u.is_sso_user = false and u.deleted_at is null
  )
  select id,
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
    if (!id || user['matches'] !== 't') {
      throw new AuthError(400, 'invalid_credentials', 'Invalid login credentials')
    }
    if (user['banned'] === 't') throw new AuthError(400, 'user_banned', 'User is banned')
    if (user['confirmed'] !== 't') {
      throw new AuthError(400, 'email_not_confirmed', 'Email not confirmed')
    }
    return startSession(service, client, id, 'password')
  })
}
