import { createHmac } from 'node:crypto'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { connectRaw, joinFrame } from '../realtime/testing/raw-client.ts'
import { type LocalBackend, testBackend } from '../testing/index.ts'
import { DEMO_SECRET, SIGNING_KEY } from './keys.ts'

let backend: LocalBackend

beforeAll(async () => {
  backend = await testBackend()
  await backend.sql('create table public.notes (id int primary key)')
})

afterAll(() => backend.stop())

const seconds = (): number => Math.floor(Date.now() / 1000)

/** A token made by hand. */
function forge(header: object, claims: object, secret: string = DEMO_SECRET): string {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part(header)}.${part(claims)}`
  return `${signed}.${createHmac('sha256', secret).update(signed).digest('base64url')}`
}

const HS256 = { alg: 'HS256', typ: 'JWT' }
const someone = (): object => ({
  sub: 'aaaaaaaa-0000-4000-8000-000000000001',
  role: 'authenticated',
  exp: seconds() + 600,
})

/** What each service says of a token: its code and a part of its message. */
interface Refusals {
  readonly rest: string
  readonly auth: string
  readonly storage: string
  readonly realtime: string
}

const SIGNATURE: Refusals = {
  rest: '401 PGRST301 No suitable key or wrong key type',
  auth: '403 bad_jwt token signature is invalid',
  storage: '403 AccessDenied signature verification failed',
  realtime: 'JwtSignatureError',
}
const CLAIMS: Refusals = {
  rest: '401 PGRST303 JWT claims are incomplete',
  auth: '403 bad_jwt role and exp are required',
  storage: '403 AccessDenied the claims role and exp are required',
  realtime: 'Fields `role` and `exp` are required in JWT',
}

const REFUSED: readonly (readonly [string, () => string, Refusals])[] = [
  [
    'that is unsigned',
    () => `${forge({ alg: 'none' }, someone()).split('.', 2).join('.')}.`,
    SIGNATURE,
  ],
  ['that another secret signed', () => forge(HS256, someone(), 'another secret'), SIGNATURE],
  ['that names a foreign key', () => forge({ ...HS256, kid: 'foreign' }, someone()), SIGNATURE],
  [
    'that the public key signed',
    () => forge({ ...HS256, kid: SIGNING_KEY.kid }, someone(), JSON.stringify(SIGNING_KEY)),
    SIGNATURE,
  ],
  [
    'of another type',
    () => forge({ alg: 'HS256', typ: 'dpop+jwt' }, someone()),
    {
      rest: '401 PGRST301 JWT cannot be decoded',
      auth: '403 bad_jwt token is malformed',
      storage: '403 AccessDenied Invalid Compact JWS',
      realtime: 'MalformedJWT',
    },
  ],
  [
    'that has expired',
    () => forge(HS256, { ...someone(), exp: seconds() - 3600 }),
    {
      rest: '401 PGRST303 JWT expired',
      auth: '403 bad_jwt token is expired',
      storage: '403 AccessDenied "exp" claim timestamp check failed',
      realtime: 'InvalidJWTToken: Token has expired 36',
    },
  ],
  [
    'that is not valid yet',
    () => forge(HS256, { ...someone(), nbf: seconds() + 600 }),
    {
      rest: '401 PGRST303 JWT not yet valid',
      auth: '403 bad_jwt token is not valid yet',
      storage: '403 AccessDenied "nbf" claim timestamp check failed',
      realtime: 'InvalidJWTToken: Token is not valid yet',
    },
  ],
  ['that never ends', () => forge(HS256, { ...someone(), exp: undefined }), CLAIMS],
  ['of a role that is no text', () => forge(HS256, { ...someone(), role: ['anon'] }), CLAIMS],
  ['of a role with a zero byte', () => forge(HS256, { ...someone(), role: 'anon\0' }), CLAIMS],
  ['without a role', () => forge(HS256, { ...someone(), role: undefined }), CLAIMS],
]

async function ask(path: string, token: string): Promise<string> {
  const response = await fetch(`${backend.url}${path}`, {
    headers: {
      apikey: backend.anonKey,
      authorization: `Bearer ${token}`,
      'x-supabase-api-version': '2024-01-01',
    },
  })
  const body = (await response.json()) as Record<string, string>
  return [body['statusCode'] ?? response.status, body['code'], body['message']].join(' ')
}

async function join(token: string): Promise<string> {
  const client = await connectRaw({ url: backend.url, context: { tokens: backend } })
  client.send(joinFrame('a', { token }))
  const reply = await client.event('a', 'phx_reply')
  client.close()
  return JSON.stringify(reply[4])
}

/** Each word of `expected` in its order, and anything between them. */
const containing = (expected: string): RegExp =>
  new RegExp(expected.replace(/[`"]/g, '.').replace(/^(\d+ \w+) /, '$1 .*'))

describe('a token', () => {
  it.each(REFUSED)('%s opens nothing, and each service says why', async (_, make, expected) => {
    const token = make()
    expect(await ask('/rest/v1/notes', token)).toMatch(containing(expected.rest))
    expect(await ask('/auth/v1/user', token)).toMatch(containing(expected.auth))
    expect(await ask('/auth/v1/admin/users', token)).toMatch(containing(expected.auth))
    expect(await ask('/storage/v1/bucket', token)).toMatch(containing(expected.storage))
    expect(await join(token)).toMatch(containing(expected.realtime))
  })

  it.each([
    ['nobody', '401 22023 role "nobody" does not exist'],
    ['postgres', '403 42501 permission denied to set role "postgres"'],
    ['authenticator', '403 42501'],
  ])('of the role %s, which is not to be had, opens nothing', async (role, rest) => {
    const token = forge(HS256, { ...someone(), role })
    expect(await ask('/auth/v1/admin/users', token)).toContain('403 not_admin')
    expect(await ask('/storage/v1/bucket', token)).toContain('403 AccessDenied')
    expect(await ask('/rest/v1/notes', token)).toContain(rest)
  })
})
