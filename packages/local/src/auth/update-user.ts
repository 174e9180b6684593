import type { PoolClient } from 'pg'
import { type Bearer, requireUser } from './bearer.ts'
import { checkNewPassword, normalizeEmail } from './credentials.ts'
import { requestEmail, setEmail } from './email-change.ts'
import { AuthError } from './errors.ts'
import { mergeMetadata } from './metadata.ts'
import { changePassword } from './password.ts'
import { type Fields, objectField, textField } from './request.ts'
import type { AuthService } from './service.ts'
import { type User, findUser } from './users.ts'

interface OwnChange {
  /** Normalized; `''` when it stays. */
  readonly email: string
  /** Undefined when it stays. */
  readonly password: string | undefined
  readonly userMetadata: Fields | undefined
}

/**
 * Changes the bearer's own password, metadata or e-mail address. A new address counts at once, or
 * waits where addresses must be confirmed. An anonymous user who adds one keeps its id and is
 * anonymous no longer; the access token says so after the next refresh.
 */
export function updateOwnUser(service: AuthService, bearer: Bearer, fields: Fields): Promise<User> {
  const change = ownChange(service, fields)
  return service.context.db.transaction(async client => {
    const user = await requireUser(client, bearer)
    await apply(service, client, { user, bearer, change })
    const updated = await findUser(client, user.id)
    return updated ?? user
  })
}

function ownChange(service: AuthService, fields: Fields): OwnChange {
  if (textField(fields, 'phone') !== '') {
    throw new AuthError(400, 'phone_provider_disabled', 'Phone numbers are not supported here')
  }
  if (objectField(fields, 'app_metadata') !== undefined) {
    throw new AuthError(403, 'not_admin', 'Updating app_metadata requires admin privileges')
  }
  const email = textField(fields, 'email')
  const isPasswordSent = fields['password'] !== undefined && fields['password'] !== null
  const password = isPasswordSent ? textField(fields, 'password') : undefined
  if (password !== undefined) checkNewPassword(password, service.settings)
  return {
    email: email === '' ? '' : normalizeEmail(email),
    password,
    userMetadata: objectField(fields, 'data'),
  }
}

async function apply(
  service: AuthService,
  client: PoolClient,
  { user, bearer, change }: { user: User; bearer: Bearer; change: OwnChange },
): Promise<void> {
  if (change.password !== undefined && user.email === '' && change.email === '') {
    throw new AuthError(
      422,
      'validation_failed',
      'Updating password of an anonymous user without an email or phone is not allowed',
    )
  }
  if (change.email !== '' && change.email !== user.email) {
    const save = service.settings.enableConfirmations ? requestEmail : setEmail
    await save(service, client, { userId: user.id, email: change.email })
  }
  if (change.password !== undefined) {
    const keepSession = bearer.sessionId
    await changePassword(service, client, {
      userId: user.id,
      password: change.password,
      keepSession,
    })
  }
  if (change.userMetadata !== undefined) {
    const data = change.userMetadata
    await mergeMetadata(service, client, { id: user.id, kind: 'user', data })
  }
}
