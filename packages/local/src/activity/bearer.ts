import { tokenOf } from '../http/caller.ts'
import { uncheckedClaims } from '../http/unchecked-claims.ts'

/** Who a request says it comes from: shown to people, and trusted by nobody. */
export interface Bearer {
  readonly role: string | null
  readonly user: string | null
}

/** Reads, without checking it, what the token or key of a request says. */
export function bearerOf(headers: Pick<Headers, 'get'>): Bearer {
  const token = tokenOf(headers)
  if (token.startsWith('sb_publishable_')) return { role: 'anon', user: null }
  if (token.startsWith('sb_secret_')) return { role: 'service_role', user: null }
  const { role, sub } = uncheckedClaims(token) ?? {}
  return { role: textOf(role), user: textOf(sub) }
}

/** A stranger chose it: what is kept of it is short. */
function textOf(value: unknown): string | null {
  return typeof value === 'string' ? value.slice(0, 64) : null
}
