import { TokenError, type Caller, type Context, type TokenFault } from '../context.ts'

/** A token that was found in order, and what it makes of its bearer. */
export interface Session {
  readonly token: string
  readonly caller: Caller
  /** Milliseconds since the epoch; Infinity for an opaque key. */
  readonly expiresAt: number
}

export type Opened =
  | { readonly ok: true; readonly session: Session }
  | { readonly ok: false; readonly refusal: TokenRefusal }

/** Why a token was refused, in the words the real server uses in each place. */
export interface TokenRefusal {
  /** The answer to a join. */
  readonly join: string
  /** The `system` message when it is pushed to a joined channel. */
  readonly push: string
  /** The body of a refused handshake. */
  readonly handshake: string
}

/** Verifies a JWT. Realtime wants both a role and an expiry in it. */
export async function openSession(context: Context, token: string): Promise<Opened> {
  try {
    const claims = await context.tokens.verify(token)
    const { role, exp } = claims
    if (typeof role !== 'string' || typeof exp !== 'number') {
      return { ok: false, refusal: refusalOf({ code: 'claims', missing: ['role', 'exp'] }) }
    }
    const session = { token, caller: { role, claims }, expiresAt: exp * 1000 }
    return { ok: true, session }
  } catch (error) {
    if (error instanceof TokenError) return { ok: false, refusal: refusalOf(error.fault) }
    throw error
  }
}

/** Seconds for which a session is over; undefined while it is not. */
export function secondsOver(session: Session, now: number): number | undefined {
  return now < session.expiresAt ? undefined : Math.floor((now - session.expiresAt) / 1000)
}

export function expiredRefusal(seconds: number): TokenRefusal {
  return refusalOf({ code: 'expired', secondsAgo: seconds })
}

function refusalOf(fault: TokenFault): TokenRefusal {
  switch (fault.code) {
    case 'expired': {
      const text = `Token has expired ${fault.secondsAgo} seconds ago`
      return { join: `InvalidJWTToken: ${text}`, push: text, handshake: 'Token has expired' }
    }
    case 'claims':
      return inAllPlaces('InvalidJWTToken', 'Fields `role` and `exp` are required in JWT')
    case 'not-yet-valid':
      return inAllPlaces('InvalidJWTToken', 'Token is not valid yet')
    case 'malformed':
      return inAllPlaces('MalformedJWT', 'The token provided is not a valid JWT')
    case 'signature': {
      const refusal = inAllPlaces('JwtSignatureError', 'Failed to validate JWT signature')
      return { ...refusal, push: ':signature_error' }
    }
  }
}

function inAllPlaces(code: string, text: string): TokenRefusal {
  return { join: `${code}: ${text}`, push: text, handshake: text }
}
