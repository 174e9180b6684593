import {
  type CryptoKey,
  type JWTHeaderParameters,
  type JWTPayload,
  errors,
  importJWK,
  jwtVerify,
  SignJWT,
} from 'jose'
import { type JwtAlgorithm, TokenError, type Tokens } from '../context.ts'
import { DEMO_SECRET, PUBLISHABLE_KEY, SECRET_KEY, SIGNING_KEY } from './keys.ts'
import { verifyOnce } from './verified-tokens.ts'

/** When the published demo keys end: 2032-11-12. */
const DEMO_EXPIRY = 1983812996

type Claims = Readonly<Record<string, unknown>>

interface KeyRing {
  readonly secret: CryptoKey
  readonly signing: CryptoKey
  readonly verifying: CryptoKey
}

/**
 * Makes and checks tokens with the Supabase CLI's published keys. `algorithm` signs users' tokens
 * (default HS256); both are accepted, `none` and every other is refused, as is a `kid` that is not
 * the key's. The keys `anon` and `service_role` are HS256 always, letter by letter the CLI's.
 */
export async function createTokens(
  now: () => number,
  algorithm: JwtAlgorithm = 'HS256',
): Promise<Tokens> {
  const keys = await keyRing()
  const demoKey = (role: string): Promise<string> =>
    sign(keys, 'HS256', { iss: 'supabase-demo', role, exp: DEMO_EXPIRY })
  return {
    anonKey: await demoKey('anon'),
    serviceKey: await demoKey('service_role'),
    publishableKey: PUBLISHABLE_KEY,
    secretKey: SECRET_KEY,
    publicKeys: [publicKey()],
    sign: claims => sign(keys, algorithm, claims),
    read: token => read(keys, token, now()),
    verify: verifyOnce(async token => withRole(await read(keys, token, now())), now),
  }
}

async function keyRing(): Promise<KeyRing> {
  const secret = await crypto.subtle.importKey(
    'raw',
    new TextEncoder().encode(DEMO_SECRET),
    { name: 'HMAC', hash: 'SHA-256' },
    false,
    ['sign', 'verify'],
  )
  const signing = (await importJWK(SIGNING_KEY, 'ES256')) as CryptoKey
  const verifying = (await importJWK(publicKey(), 'ES256')) as CryptoKey
  return { secret, signing, verifying }
}

function publicKey(): Readonly<Record<string, unknown>> {
  const { d: _private, ...shown } = SIGNING_KEY
  return { ...shown, key_ops: ['verify'], ext: true }
}

function sign(keys: KeyRing, algorithm: JwtAlgorithm, claims: Claims): Promise<string> {
  const token = new SignJWT({ ...claims } as JWTPayload)
  return algorithm === 'HS256'
    ? token.setProtectedHeader({ alg: 'HS256', typ: 'JWT' }).sign(keys.secret)
    : token
        .setProtectedHeader({ alg: 'ES256', kid: SIGNING_KEY.kid, typ: 'JWT' })
        .sign(keys.signing)
}

async function read(keys: KeyRing, token: string, nowMs: number): Promise<Claims> {
  try {
    const { payload } = await jwtVerify(token, header => keyFor(keys, header), {
      algorithms: ['HS256', 'ES256'],
      currentDate: new Date(nowMs),
    })
    return payload
  } catch (error) {
    throw refusal(error, nowMs)
  }
}

/** An HS256 token names no key, an ES256 token always does. */
function keyFor(keys: KeyRing, { alg, kid, typ }: JWTHeaderParameters): CryptoKey {
  if (typ !== undefined && !/^jwt$/i.test(typ)) throw new errors.JWTInvalid('not a JWT by its typ')
  if (alg === 'HS256' && kid === undefined) return keys.secret
  if (alg === 'ES256' && kid === SIGNING_KEY.kid) return keys.verifying
  throw new errors.JWKSNoMatchingKey()
}

function withRole(claims: Claims): Claims {
  const { role, exp } = claims
  // A role that is no text, or that no role can be called, is none.
  const isRole = typeof role === 'string' && role !== '' && !role.includes('\0')
  const missing = [...(isRole ? [] : ['role']), ...(exp === undefined ? ['exp'] : [])]
  if (missing.length > 0) throw new TokenError({ code: 'claims', missing })
  return claims
}

function refusal(error: unknown, nowMs: number): unknown {
  if (error instanceof errors.JWTExpired) {
    const secondsAgo = Math.max(0, Math.floor(nowMs / 1000) - (error.payload.exp ?? 0))
    return new TokenError({ code: 'expired', secondsAgo })
  }
  if (
    error instanceof errors.JWSSignatureVerificationFailed ||
    error instanceof errors.JOSEAlgNotAllowed ||
    error instanceof errors.JWKSNoMatchingKey
  ) {
    return new TokenError({ code: 'signature' })
  }
  if (error instanceof errors.JWTClaimValidationFailed && error.claim === 'nbf') {
    return new TokenError({ code: 'not-yet-valid' })
  }
  if (error instanceof errors.JOSEError || error instanceof TypeError) {
    return new TokenError({ code: 'malformed' })
  }
  return error
}
