import type { PoolClient } from 'pg'
import { type Bearer, requireUser } from './bearer.ts'
import { checkNewPassword, normalizeEmail } from './credentials.ts'
import { AuthError, sqlState } from './errors.ts'
import { type Fields, objectField, textField } from './request.ts'
import { type AuthService, rows, timestamp } from './service.ts'
import { type User, findUser, hashOf, saveEmailIdentity, saving } from './users.ts'

/**
 * Changes the bearer's own password, metadata or e-mail address. No mail is sent: a new address
 * counts at once. An anonymous user who adds one keeps its id and is anonymous no longer; the
 * access token says so after the next refresh.
 */
export function updateOwnUser(service: AuthService, bearer: Bearer, fields: Fields): Promise<User> {
  const change = {
    email: textField(fields, 'email'),
    password: textField(fields, 'password'),
    userMetadata: objectField(fields, 'data'),
  }
  if (textField(fields, 'phone') !== '') {
    throw new AuthError(400, 'phone_provider_disabled', 'Phone numbers are not supported here')
  }
  return service.context.db.transaction(async client => {
    const user = await requireUser(client, bearer)
    if (change.email !== '') await changeEmail(service, client, user, change.email)
    if (change.password !== '') {
      const address = change.email || user.email
      await changePassword(service, client, { bearer, address, password: change.password })
    }
    if (change.userMetadata) await mergeMetadata(service, client, user.id, change.userMetadata)
    const updated = await findUser(client, user.id)
    return updated ?? user
  })
}

async function changeEmail(
  service: AuthService,
  client: PoolClient,
  user: User,
  text: string,
): Promise<void> {
  const email = normalizeEmail(text)
  if (email === user.email) return
  const at = timestamp(service)
  await saving(service, () =>
    rejectTaken(() =>
      rows(
        client,
        `update auth.users set email = $2, email_confirmed_at = $3, updated_at = $3, is_anonymous = false,
           raw_app_meta_data = coalesce(raw_app_meta_data, '{}')
             || '{"provider": "email", "providers": ["email"]}'
         where id = $1`,
        [user.id, email, at],
      ),
    ),
  )
  await saveEmailIdentity(service, client, { id: user.id, email })
}

async function rejectTaken<T>(work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (sqlState(error) !== '23505') throw error
    throw emailExists()
  }
}

/** The refusal of an address that belongs to somebody else. */
export function emailExists(): AuthError {
  return new AuthError(
    422,
    'email_exists',
    'A user with this email address has already been registered',
  )
}

interface PasswordChange {
  readonly bearer: Bearer
  readonly address: string
  readonly password: string
}

async function changePassword(
  service: AuthService,
  client: PoolClient,
  { bearer, address, password }: PasswordChange,
): Promise<void> {
  if (address === '') {
    throw new AuthError(
      422,
      'validation_failed',
      'Updating password of an anonymous user without an email or phone is not allowed',
    )
  }
  checkNewPassword(password)
  const [changed] = await rows(
    client,
    `update auth.users set encrypted_password = ${hashOf('$2')}, updated_at = $3
     where id = $1 and encrypted_password is distinct from
       case when encrypted_password like '$2_$__$%'
         then extensions.crypt($2, encrypted_password) else '-' end
     returning id`,
    [bearer.userId, password, timestamp(service)],
  )
  if (changed === undefined) {
    throw new AuthError(
      422,
      'same_password',
      'New password should be different from the old password.',
    )
  }
  await rows(client, 'delete from auth.sessions where user_id = $1 and id is distinct from $2', [
    bearer.userId,
    bearer.sessionId ?? null,
  ])
}

async function mergeMetadata(
  service: AuthService,
  client: PoolClient,
  id: string,
  data: Fields,
): Promise<void> {
  // A key set to null is removed, as in Supabase Auth.
  await saving(service, () =>
    rows(
      client,
      `update auth.users set updated_at = $3, raw_user_meta_data = coalesce((
         select jsonb_object_agg(key, value)
         from jsonb_each(coalesce(raw_user_meta_data, '{}') || $2::jsonb)
         where value <> 'null'::jsonb
       ), '{}') where id = $1`,
      [id, JSON.stringify(data), timestamp(service)],
    ),
  )
}
