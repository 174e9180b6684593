import { checkNewPassword, normalizeEmail } from './credentials.ts'
import { AuthError } from './errors.ts'
import { type Fields, objectField, textField } from './request.ts'
import type { AuthService } from './service.ts'
import { type Session, startSession } from './session.ts'
import { insertUser } from './users.ts'

/**
 * Makes a user and a first session. No mail is sent: an address counts as confirmed at once, as
 * with the Supabase CLI's defaults. A body without an e-mail address makes an anonymous user.
 */
export function signUp(service: AuthService, fields: Fields): Promise<Session> {
  const userMetadata = objectField(fields, 'data') ?? {}
  const email = textField(fields, 'email')
  if (email !== '') return signUpWithEmail(service, fields, userMetadata)
  if (textField(fields, 'phone') !== '') {
    throw new AuthError(400, 'phone_provider_disabled', 'Phone signups are disabled')
  }
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
): Promise<Session> {
  const email = normalizeEmail(textField(fields, 'email'))
  const password = textField(fields, 'password')
  if (password === '') {
    throw new AuthError(400, 'validation_failed', 'Signup requires a valid password')
  }
  checkNewPassword(password)
  return service.context.db.transaction(async client => {
    const user = { email, password, confirmed: true, userMetadata, appMetadata: {} }
    const id = await insertUser(service, client, user)
    if (id === undefined) {
      throw new AuthError(422, 'user_already_exists', 'User already registered')
    }
    return startSession(service, client, id, 'password')
  })
}
