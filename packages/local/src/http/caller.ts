import type { Caller, Context } from '../context.ts'

const BEARER = /^Bearer +(\S+) *$/i

/**
 * Who sends a request: the user of its Bearer token, else its `apikey`, else `anon`. The opaque keys
 * `sb_publishable_...` and `sb_secret_...` mean anon and service_role and are never read as a JWT;
 * supabase-js sends them as the Bearer too while nobody is signed in. Throws TokenError.
 */
export async function callerOf(
  context: Pick<Context, 'tokens'>,
  headers: Pick<Headers, 'get'>,
): Promise<Caller> {
  const bearer = BEARER.exec(headers.get('authorization') ?? '')?.[1]
  const token = bearer ?? headers.get('apikey') ?? ''
  if (token === '' || token.startsWith('sb_publishable_')) return withRole('anon')
  if (token.startsWith('sb_secret_')) return withRole('service_role')
  const claims = await context.tokens.verify(token)
  return { role: String(claims['role']), claims }
}

function withRole(role: string): Caller {
  return { role, claims: { role } }
}
