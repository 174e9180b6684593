import type { Caller, Context, Tokens } from '../context.ts'

const BEARER = /^Bearer +(\S+) *$/i

/**
 * Who sends a request: the user of its Bearer token, else its `apikey`, else `anon`. The two opaque
 * keys are never read as a JWT; supabase-js sends them as the Bearer too while nobody is signed in.
 * Throws TokenError.
 */
export async function callerOf(
  context: Pick<Context, 'tokens'>,
  headers: Pick<Headers, 'get'>,
): Promise<Caller> {
  const token = tokenOf(headers)
  if (token === '') return withRole('anon')
  const opaque = callerOfKey(context.tokens, token)
  if (opaque !== undefined) return opaque
  const claims = await context.tokens.verify(token)
  return { role: String(claims['role']), claims }
}

/** The token or key by which a request is judged, unchecked; empty when it has none. */
export function tokenOf(headers: Pick<Headers, 'get'>): string {
  const bearer = BEARER.exec(headers.get('authorization') ?? '')?.[1]
  return bearer ?? headers.get('apikey') ?? ''
}

/** Whom an opaque key (`sb_publishable_...`, `sb_secret_...`) means; undefined for any other text. */
export function callerOfKey(
  tokens: Pick<Tokens, 'publishableKey' | 'secretKey'>,
  key: string,
): Caller | undefined {
  if (key === tokens.publishableKey) return withRole('anon')
  if (key === tokens.secretKey) return withRole('service_role')
  return undefined
}

function withRole(role: string): Caller {
  return { role, claims: { role } }
}
