import { type Bearer, requireUser } from './bearer.ts'
import { AuthError } from './errors.ts'
import { type AuthService, rows } from './service.ts'

// Refresh tokens go with their session; an access token stays valid until it expires.
const ENDED = {
  global: 'delete from auth.sessions where user_id = $1',
  local: 'delete from auth.sessions where user_id = $1 and id = $2',
  others: 'delete from auth.sessions where user_id = $1 and id is distinct from $2',
} as const

const isScope = (text: string): text is keyof typeof ENDED => Object.hasOwn(ENDED, text)

/** Ends sessions of the bearer: every one (`global`), this one (`local`) or all but this one (`others`). */
export async function signOut(service: AuthService, bearer: Bearer, scope: string): Promise<void> {
  if (!isScope(scope)) {
    throw new AuthError(
      400,
      'validation_failed',
      `Unsupported logout scope ${JSON.stringify(scope)}: use global, local or others`,
    )
  }
  await service.context.db.transaction(async client => {
    await requireUser(client, bearer)
    const values = scope === 'global' ? [bearer.userId] : [bearer.userId, bearer.sessionId ?? null]
    await rows(client, ENDED[scope], values)
  })
}
