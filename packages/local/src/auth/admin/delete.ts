import type { PoolClient } from 'pg'
import { AuthError } from '../errors.ts'
import { type AuthService, rows, timestamp } from '../service.ts'
import { saving } from '../users.ts'

/**
 * Deletes a user with everything that hangs on the row. `soft` keeps the row for the sake of what
 * refers to it, without anything personal in it; its address is free again. Throws `user_not_found`.
 */
export async function deleteUser(service: AuthService, id: string, soft: boolean): Promise<void> {
  const deleted = await service.context.db.transaction(client =>
    saving(service, 'delete', () =>
      soft
        ? softDelete(service, client, id)
        : rows(client, 'delete from auth.users where id = $1 returning id', [id]),
    ),
  )
  if (deleted.length === 0) throw new AuthError(404, 'user_not_found', 'User not found')
}

// The user's id is part of what is hashed, so that nobody can look an address up by its hash.
const obscured = (column: string): string =>
  `encode(sha256(convert_to(id::text || coalesce(${column}, ''), 'UTF8')), 'base64')`

async function softDelete(
  service: AuthService,
  client: PoolClient,
  id: string,
): Promise<readonly unknown[]> {
  await rows(client, 'delete from auth.sessions where user_id = $1', [id])
  await rows(
    client,
    `update auth.identities set identity_data = '{}', provider_id = ${obscured('provider_id')}
     where user_id = $1`,
    [id],
  )
  return rows(
    client,
    `update auth.users set deleted_at = coalesce(deleted_at, $2::timestamptz), updated_at = $2,
       email = ${obscured('email')}, phone = null, encrypted_password = '', email_change = '',
       phone_change = '', confirmation_token = '', recovery_token = '', email_change_token_new = '',
       email_change_token_current = '', phone_change_token = '', reauthentication_token = '',
       raw_user_meta_data = '{}', raw_app_meta_data = '{}'
     where id = $1 returning id`,
    [id, timestamp(service)],
  )
}
