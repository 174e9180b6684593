import {
  constants,
  createHmac,
  createPublicKey,
  generateKeyPairSync,
  sign,
  type KeyObject,
} from 'node:crypto'

type Json = Readonly<Record<string, unknown>>

/** What a forger knows: the published secret is out, everything that is public is in. */
export interface Known {
  /** The secret that signs HS256 tokens; used where only a claim is to be wrong. */
  readonly secret: string
  /** The service role's own token. */
  readonly service: string
  /** The public key, as the JWKS has it. */
  readonly publicKey: Json
  /** Seconds since the epoch. */
  readonly now: number
}

/** A token that must be refused by every service. */
export interface Forged {
  readonly name: string
  readonly token: string
}

const rsa = generateKeyPairSync('rsa', { modulusLength: 2048 })
const ec = generateKeyPairSync('ec', { namedCurve: 'P-256' })

const part = (value: unknown): string =>
  Buffer.from(typeof value === 'string' ? value : JSON.stringify(value)).toString('base64url')

const hmac = (text: string, secret: string | Buffer, hash = 'sha256'): string =>
  createHmac(hash, secret).update(text).digest('base64url')

function hs(header: unknown, claims: unknown, secret: string | Buffer, hash?: string): string {
  const text = `${part(header)}.${part(claims)}`
  return `${text}.${hmac(text, secret, hash)}`
}

function asymmetric(header: Json, claims: Json, key: KeyObject): string {
  const text = `${part(header)}.${part(claims)}`
  const isEc = key.asymmetricKeyType === 'ec'
  const options = isEc
    ? { key, dsaEncoding: 'ieee-p1363' as const }
    : { key, padding: constants.RSA_PKCS1_PADDING }
  return `${text}.${sign('sha256', Buffer.from(text), options).toString('base64url')}`
}

/** Tokens that are wrong in their header or their signature. */
export function forgedSignatures({ secret, service, publicKey, now }: Known): readonly Forged[] {
  const claims = { role: 'service_role', sub: SUB, exp: now + 3600 }
  const [, , signature = ''] = service.split('.')
  const none = ['none', 'None', 'NONE', 'nOnE', '', null, 'HS256 ', 'hs256', ['HS256'], { a: 1 }]
  const kid = publicKey['kid']
  const jwk = ec.publicKey.export({ format: 'jwk' })
  const header = { alg: 'HS256', typ: 'JWT' }
  const all: readonly (readonly [name: string, token: string])[] = [
    ...none.map(
      alg => [`alg ${JSON.stringify(alg)} unsigned`, `${part({ alg })}.${part(claims)}.`] as const,
    ),
    ...none.map(alg => [`alg ${JSON.stringify(alg)} signed`, hs({ alg }, claims, secret)] as const),
    ['no alg', hs({ typ: 'JWT' }, claims, secret)],
    ['an empty signature', `${part(header)}.${part(claims)}.`],
    ['no signature', `${part(header)}.${part(claims)}`],
    ["another token's signature", `${part(header)}.${part(claims)}.${signature}`],
    ['half a signature', hs(header, claims, secret).slice(0, -20)],
    ['a longer signature', `${hs(header, claims, secret)}AAAA`],
    ['another secret', hs(header, claims, 'another-secret-with-at-least-32-characters')],
    ['an empty secret', hs(header, claims, '')],
    ['HS384', hs({ alg: 'HS384' }, claims, secret, 'sha384')],
    ['HS512', hs({ alg: 'HS512' }, claims, secret, 'sha512')],
    ['RS256', asymmetric({ alg: 'RS256' }, claims, rsa.privateKey)],
    ['RS256 with our kid', asymmetric({ alg: 'RS256', kid }, claims, rsa.privateKey)],
    ['ES256 without kid', asymmetric({ alg: 'ES256' }, claims, ec.privateKey)],
    ['ES256 with our kid', asymmetric({ alg: 'ES256', kid }, claims, ec.privateKey)],
    ['ES256 with a foreign kid', asymmetric({ alg: 'ES256', kid: 'other' }, claims, ec.privateKey)],
    ['ES256 with zeros', `${part({ alg: 'ES256', kid })}.${part(claims)}.${'A'.repeat(86)}`],
    ['HS256 with our kid', hs({ ...header, kid }, claims, secret)],
    ['HS256 with a foreign kid', hs({ ...header, kid: '../../dev/null' }, claims, secret)],
    ['HS256 with an injected kid', hs({ ...header, kid: "' union select 'a" }, claims, 'a')],
    ['a key in the header', asymmetric({ alg: 'ES256', jwk }, claims, ec.privateKey)],
    [
      'a key in the header and our kid',
      asymmetric({ alg: 'ES256', kid, jwk }, claims, ec.privateKey),
    ],
    [
      'a key elsewhere',
      asymmetric({ alg: 'ES256', kid, jku: 'http://127.0.0.1:9/' }, claims, ec.privateKey),
    ],
    [
      'a certificate',
      asymmetric(
        { alg: 'RS256', x5c: ['MIIB'], x5u: 'http://127.0.0.1:9/' },
        claims,
        rsa.privateKey,
      ),
    ],
    ['an unknown crit', hs({ ...header, crit: ['b'], b: true }, claims, secret)],
    ['an unencoded payload', hs({ ...header, crit: ['b64'], b64: false }, claims, secret)],
    ['the public key as JSON for a secret', hs(header, claims, JSON.stringify(publicKey))],
    ['the public key as PEM for a secret', hs(header, claims, pemOf(publicKey))],
    ['the public key for a secret, with our kid', hs({ ...header, kid }, claims, pemOf(publicKey))],
    ['an encrypted form', `${part({ alg: 'dir', enc: 'A256GCM' })}..AAAA.AAAA.AAAA`],
    ['two algs in the header', hs('{"alg":"HS256","alg":"none"}', claims, 'x')],
  ]
  return all.map(([name, token]) => ({ name, token }))
}

const SUB = 'aaaaaaaa-0000-4000-8000-000000000001'

/** Tokens that are signed well, and wrong in what they claim. */
export function forgedClaims({ secret, now }: Known): readonly Forged[] {
  const good = { role: 'authenticated', sub: SUB, exp: now + 3600 }
  const { exp: _exp, ...endless } = good
  const header = { alg: 'HS256', typ: 'JWT' }
  const wrong: readonly (readonly [name: string, claims: unknown])[] = [
    ['no exp', endless],
    ...[String(now + 3600), null, '', {}, [now + 3600], true].map(
      exp => [`exp ${JSON.stringify(exp)}`, { ...good, exp }] as const,
    ),
    ['exp in the past', { ...good, exp: now - 100 }],
    ['exp 0', { ...good, exp: 0 }],
    ['exp -1', { ...good, exp: -1 }],
    ['nbf to come', { ...good, nbf: now + 3600 }],
    ['nbf as text', { ...good, nbf: 'x' }],
    ['claims that are a list', [good]],
    ['claims that are a text', '"service_role"'],
    ['claims that are null', 'null'],
    ['claims that are no JSON', '{"role":"service_role"'],
    ['claims of two exps', `{"role":"authenticated","sub":"${SUB}","exp":${now + 99},"exp":1}`],
    ['nothing', ''],
  ]
  return [
    ...wrong.map(([name, claims]) => ({ name, token: hs(header, claims, secret) })),
    ...['a.b.c', '..', '.', 'ü.ü.ü', '%00', `${'a'.repeat(9_000)}.b.c`, '{}', 'null'].map(
      token => ({
        name: `the text ${token.slice(0, 20)}`,
        token,
      }),
    ),
  ]
}

/** Signed well, but with a role that no request may have. */
export function forgedRoles({ secret, now }: Known): readonly Forged[] {
  const roles: readonly unknown[] = [
    'postgres',
    'supabase_admin',
    'authenticator',
    'supabase_auth_admin',
    'dashboard_user',
    'supabase_storage_admin',
    'supabase_realtime_admin',
    'pg_read_all_data',
    'none',
    'public',
    'nobody',
    'Service_Role',
    ' service_role',
    'service_role ',
    'service_role;',
    'a"b',
    "a'b",
    'a\\b',
    'a\0b',
    '',
    '"service_role"',
    'service_role\0',
    'session_user',
    'x'.repeat(200),
    1,
    true,
    null,
    {},
    ['service_role'],
  ]
  return roles.map(role => ({
    name: `the role ${JSON.stringify(role)?.slice(0, 40)}`,
    token: hs({ alg: 'HS256', typ: 'JWT' }, { role, sub: SUB, exp: now + 3600 }, secret),
  }))
}

function pemOf(jwk: Json): string {
  return createPublicKey({ key: { ...jwk }, format: 'jwk' })
    .export({ type: 'spki', format: 'pem' })
    .toString()
}
