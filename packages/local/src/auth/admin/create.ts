import { emailExists } from '../email-change.ts'
import { AuthError } from '../errors.ts'
import { type Fields, isUuid, textField } from '../request.ts'
import { type AuthService, rows } from '../service.ts'
import { type NewUser, type User, findUser, insertUser } from '../users.ts'
import { banEnd, readAdminFields } from './fields.ts'

/** Makes a user without a session. Throws `email_exists`, `validation_failed`, `weak_password`. */
export async function createUser(service: AuthService, fields: Fields): Promise<User> {
  const { user, banMs } = newUser(service, fields)
  return service.context.db.transaction(async client => {
    const id = await insertUser(service, client, user)
    if (id === undefined) throw emailExists()
    if (banMs !== undefined) {
      const until = banEnd(service, banMs)
      await rows(client, 'update auth.users set banned_until = $2 where id = $1', [id, until])
    }
    const created = await findUser(client, id)
    if (created === undefined) throw emailExists()
    return created
  })
}

function newUser(
  service: AuthService,
  fields: Fields,
): { user: NewUser; banMs: number | undefined } {
  const given = readAdminFields(service, fields)
  if (given.email === undefined) {
    throw new AuthError(
      400,
      'validation_failed',
      'Cannot create a user without either an email or phone',
    )
  }
  const id = textField(fields, 'id')
  if (id !== '' && !isUuid(id)) {
    throw new AuthError(400, 'validation_failed', 'ID must conform to the uuid v4 format')
  }
  const user = {
    ...(id === '' ? {} : { id }),
    email: given.email,
    password: given.password,
    ...(given.passwordHash === undefined ? {} : { passwordHash: given.passwordHash }),
    ...(given.role === undefined ? {} : { role: given.role }),
    confirmed: given.confirmed,
    userMetadata: given.userMetadata ?? {},
    appMetadata: given.appMetadata ?? {},
  }
  return { user, banMs: given.banMs }
}
