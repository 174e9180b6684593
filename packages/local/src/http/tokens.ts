import { jwtVerify, SignJWT, errors, type JWTPayload } from 'jose'
import { TokenError, type Tokens } from '../context.ts'

/** The secret of every Supabase CLI project. Published: it protects nothing beyond this machine. */
export const DEMO_SECRET = 'super-secret-jwt-token-with-at-least-32-characters-long'

/** When the published demo keys end: 2032-11-12. */
const DEMO_EXPIRY = 1983812996

/**
 * Makes and checks tokens with the Supabase CLI's secret. HS256 is the only algorithm: `none` and
 * every other is refused. The keys are the CLI's published ones, letter by letter.
 */
export async function createTokens(now: () => number): Promise<Tokens> {
  const secret = new TextEncoder().encode(DEMO_SECRET)
  const sign = (claims: Readonly<Record<string, unknown>>): Promise<string> =>
    new SignJWT({ ...claims } as JWTPayload)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(secret)
  const demoKey = (role: string): Promise<string> =>
    sign({ iss: 'supabase-demo', role, exp: DEMO_EXPIRY })
  return {
    anonKey: await demoKey('anon'),
    serviceKey: await demoKey('service_role'),
    sign,
    verify: token => verify(token, secret, now()),
  }
}

async function verify(
  token: string,
  secret: Uint8Array,
  nowMs: number,
): Promise<Readonly<Record<string, unknown>>> {
  try {
    const { payload } = await jwtVerify(token, secret, {
      algorithms: ['HS256'],
      currentDate: new Date(nowMs),
    })
    const missing = ['role', 'exp'].filter(name => payload[name] === undefined)
    if (missing.length > 0) throw new TokenError({ code: 'claims', missing })
    return payload
  } catch (error) {
    throw refusal(error, nowMs)
  }
}

function refusal(error: unknown, nowMs: number): unknown {
  if (error instanceof errors.JWTExpired) {
    const secondsAgo = Math.max(0, Math.floor(nowMs / 1000) - (error.payload.exp ?? 0))
    return new TokenError({ code: 'expired', secondsAgo })
  }
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed
  ) {
    return new TokenError({ code: 'signature' })
  }
  if (error instanceof errors.JOSEError || error instanceof TypeError) {
    return new TokenError({ code: 'malformed' })
  }
  return error
}
