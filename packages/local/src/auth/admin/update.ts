import type { PoolClient } from 'pg'
import { setEmail } from '../email-change.ts'
import { AuthError } from '../errors.ts'
import { mergeMetadata } from '../metadata.ts'
import type { Fields } from '../request.ts'
import { type AuthService, rows, timestamp } from '../service.ts'
import { type User, findUser, hashOf } from '../users.ts'
import { type AdminFields, banEnd, readAdminFields } from './fields.ts'

/** Changes any user. Throws `user_not_found`, `email_exists`, `validation_failed`, `weak_password`. */
export function updateUser(service: AuthService, id: string, fields: Fields): Promise<User> {
  const change = readAdminFields(service, fields)
  return service.context.db.transaction(async client => {
    const user = await findUser(client, id)
    if (user === undefined) throw new AuthError(404, 'user_not_found', 'User not found')
    if (change.email !== undefined && change.email !== user.email) {
      await setEmail(service, client, { userId: id, email: change.email })
    }
    await setColumns(service, client, { id, change })
    if (change.password !== undefined || change.passwordHash !== undefined) {
      await rows(client, 'delete from auth.sessions where user_id = $1', [id])
    }
    if (change.userMetadata !== undefined) {
      await mergeMetadata(service, client, { id, kind: 'user', data: change.userMetadata })
    }
    if (change.appMetadata !== undefined) {
      await mergeMetadata(service, client, { id, kind: 'app', data: change.appMetadata })
    }
    return (await findUser(client, id)) ?? user
  })
}

async function setColumns(
  service: AuthService,
  client: PoolClient,
  { id, change }: { readonly id: string; readonly change: AdminFields },
): Promise<void> {
  await rows(
    client,
    `update auth.users set updated_at = $2,
       email_confirmed_at = case when $3::boolean then coalesce(email_confirmed_at, $2::timestamptz)
         else email_confirmed_at end,
       role = coalesce($4, role),
       encrypted_password = coalesce($5::text, ${hashOf('$6')}, encrypted_password),
       banned_until = case when $7::boolean then $8::timestamptz else banned_until end
     where id = $1`,
    [
      id,
      timestamp(service),
      change.confirmed,
      change.role ?? null,
      change.passwordHash ?? null,
      change.password ?? null,
      change.banMs !== undefined,
      banEnd(service, change.banMs ?? 0),
    ],
  )
}
