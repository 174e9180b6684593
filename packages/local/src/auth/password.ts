import type { PoolClient } from 'pg'
import { AuthError } from './errors.ts'
import { type AuthService, rows, timestamp } from './service.ts'
import { hashOf } from './users.ts'

/** A user's new password, already found strong enough. */
export interface PasswordChange {
  readonly userId: string
  readonly password: string
  /** The one session that goes on; without it every session of the user ends. */
  readonly keepSession?: string | undefined
}

/** Changes a password, which ends the user's other sessions. Throws `same_password`. */
export async function changePassword(
  service: AuthService,
  client: PoolClient,
  { userId, password, keepSession }: PasswordChange,
): Promise<void> {
  const [changed] = await rows(
    client,
    `update auth.users set encrypted_password = ${hashOf('$2')}, updated_at = $3
     where id = $1 and encrypted_password is distinct from
       case when encrypted_password like '$2_$__$%'
         then extensions.crypt($2, encrypted_password) else '-' end
     returning id`,
    [userId, password, timestamp(service)],
  )
  if (changed === undefined) {
    throw new AuthError(
      422,
      'same_password',
      'New password should be different from the old password.',
    )
  }
  await rows(client, 'delete from auth.sessions where user_id = $1 and id is distinct from $2', [
    userId,
    keepSession ?? null,
  ])
}
