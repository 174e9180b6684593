import { randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import { checkNewPassword, normalizeEmail } from './credentials.ts'
import { AuthError } from './errors.ts'
import { type Fields, objectField, textField } from './request.ts'
import { type AuthService, rows, timestamp } from './service.ts'
import { type Session, startSession } from './session.ts'
import { type NewUser, type User, findUser, insertUser } from './users.ts'

/**
 * Makes a user and a first session; only the user where addresses must be confirmed first. A body
 * without an e-mail address makes an anonymous user.
 */
export function signUp(service: AuthService, fields: Fields): Promise<Session | User> {
  const userMetadata = objectField(fields, 'data') ?? {}
  const email = textField(fields, 'email')
  const phone = textField(fields, 'phone')
  const isAnonymous = email === '' && phone === ''
  if (isAnonymous && !service.settings.enableAnonymousSignIns) {
    throw new AuthError(422, 'anonymous_provider_disabled', 'Anonymous sign-ins are disabled')
  }
  if (!service.settings.enableSignup) {
    throw new AuthError(422, 'signup_disabled', 'Signups not allowed for this instance')
  }
  if (isAnonymous) return signUpAnonymously(service, userMetadata)
  if (email !== '' && phone !== '') {
    throw new AuthError(
      400,
      'validation_failed',
      'Only an email address or phone number should be provided on signup.',
    )
  }
  if (email === '') {
    throw new AuthError(400, 'phone_provider_disabled', 'Phone signups are disabled')
  }
  return signUpWithEmail(service, fields, userMetadata)
}

function signUpAnonymously(service: AuthService, userMetadata: Fields): Promise<Session> {
  return service.context.db.transaction(async client => {
    const id = await insertUser(service, client, {
      email: undefined,
      password: undefined,
      confirmed: false,
      userMetadata,
      appMetadata: {},
    })
    if (id === undefined) throw new Error('an anonymous user has no address to collide')
    return startSession(service, client, id, 'anonymous')
  })
}

function signUpWithEmail(
  service: AuthService,
  fields: Fields,
  userMetadata: Fields,
): Promise<Session | User> {
  const password = textField(fields, 'password')
  if (password === '') {
    throw new AuthError(400, 'validation_failed', 'Signup requires a valid password')
  }
  checkNewPassword(password, service.settings)
  const email = normalizeEmail(textField(fields, 'email'))
  const confirmed = !service.settings.enableConfirmations
  const user = { email, password, confirmed, userMetadata, appMetadata: {} }
  return service.context.db.transaction(async client => {
    const id = await insertUser(service, client, user)
    if (!confirmed) return unconfirmed(service, client, { id, user })
    if (id === undefined) {
      throw new AuthError(422, 'user_already_exists', 'User already registered')
    }
    return startSession(service, client, id, 'password')
  })
}

/** Nobody is told whether an address was known: whoever asks gets a user that waits for its mail. */
async function unconfirmed(
  service: AuthService,
  client: PoolClient,
  signedUp: { readonly id: string | undefined; readonly user: NewUser & { email: string } },
): Promise<User> {
  const { id, user } = signedUp
  const [waiting] = await rows(
    client,
    `update auth.users set confirmation_sent_at = $2
     where email = $1 and is_sso_user = false and email_confirmed_at is null returning id`,
    [user.email, timestamp(service)],
  )
  const found = id ?? waiting?.['id']
  const known = found ? await findUser(client, found) : undefined
  return known ?? decoy(service, user)
}

function decoy(service: AuthService, user: NewUser & { email: string }): User {
  const at = timestamp(service)
  return {
    id: randomUUID(),
    aud: 'authenticated',
    role: '',
    email: user.email,
    phone: '',
    confirmation_sent_at: at,
    app_metadata: { provider: 'email', providers: ['email'] },
    user_metadata: user.userMetadata,
    identities: [],
    created_at: at,
    updated_at: at,
    is_anonymous: false,
  }
}
