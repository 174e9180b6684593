import { createHmac } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { TokenError } from '../context.ts'
import { callerOf } from './caller.ts'
import { DEMO_SECRET, SIGNING_KEY } from './keys.ts'
import { createTokens } from './tokens.ts'

const NOW = Date.UTC(2026, 10, 22)
const tokens = await createTokens(() => NOW)

const whoSends = (headers: Record<string, string>): Promise<unknown> =>
  callerOf({ tokens }, new Headers(headers))

const faultOf = async (token: string): Promise<unknown> => {
  const error = await tokens.verify(token).catch((reason: unknown) => reason)
  expect(error).toBeInstanceOf(TokenError)
  return (error as TokenError).fault
}

/** A token made by hand, with any header and a valid HMAC of any kind. */
const forge = (header: object, claims: object, hash = 'sha256', secret = DEMO_SECRET): string => {
  const part = (value: object): string => Buffer.from(JSON.stringify(value)).toString('base64url')
  const signed = `${part(header)}.${part(claims)}`
  return `${signed}.${createHmac(hash, secret).update(signed).digest('base64url')}`
}

const exp = NOW / 1000 + 60
const user = { sub: 'u1', role: 'authenticated', exp }

describe('the keys', () => {
  it("are the Supabase CLI's published demo keys", () => {
    expect(tokens.anonKey.split('.')[2]).toBe('CRXP1A7WOeoJeXxjNni43kdQwgnWNReilDMblYTn_I0')
    expect(tokens.serviceKey.split('.')[2]).toBe('EGIM96RAZx35lJzdJsyH-qQwv8Hdp7fsn3W0YpN81IU')
  })
})

describe('a request', () => {
  it('without any key is anonymous', async () => {
    expect(await whoSends({})).toEqual({ role: 'anon', claims: { role: 'anon' } })
  })

  it('with a key alone is whom the key names', async () => {
    expect(await whoSends({ apikey: tokens.serviceKey })).toMatchObject({ role: 'service_role' })
  })

  it("with a user's token is the user, whatever the key", async () => {
    const token = await tokens.sign(user)
    const sender = { apikey: tokens.anonKey, authorization: `Bearer ${token}` }
    expect(await whoSends(sender)).toEqual({ role: 'authenticated', claims: user })
    expect(await whoSends({ ...sender, apikey: tokens.publishableKey })).toMatchObject({
      claims: user,
    })
  })

  it('with an opaque key as key and Bearer is whom the key names', async () => {
    for (const [key, role] of [
      [tokens.publishableKey, 'anon'],
      [tokens.secretKey, 'service_role'],
    ] as const) {
      expect(await whoSends({ apikey: key, authorization: `Bearer ${key}` })).toMatchObject({
        role,
      })
      expect(await whoSends({ apikey: key })).toMatchObject({ role })
    }
  })

  it('with an opaque key of another project is refused', async () => {
    for (const key of ['sb_publishable_abc', 'sb_secret_abc', `${tokens.secretKey}x`]) {
      await expect(whoSends({ apikey: key, authorization: `Bearer ${key}` })).rejects.toThrow(
        TokenError,
      )
    }
  })

  it('with a bad token is refused even when its key is good', async () => {
    await expect(
      whoSends({ apikey: tokens.anonKey, authorization: 'Bearer nonsense' }),
    ).rejects.toThrow(TokenError)
  })
})

describe('a token is refused', () => {
  it('when it has expired, and for how long', async () => {
    const token = await tokens.sign({ ...user, exp: NOW / 1000 - 7 })
    expect(await faultOf(token)).toEqual({ code: 'expired', secondsAgo: 7 })
  })

  it('in the very second of its expiry', async () => {
    expect(await faultOf(await tokens.sign({ ...user, exp: NOW / 1000 }))).toEqual({
      code: 'expired',
      secondsAgo: 0,
    })
  })

  it('when it is unsigned (alg none)', async () => {
    const [, claims] = (await tokens.sign(user)).split('.')
    const header = Buffer.from('{"alg":"none","typ":"JWT"}').toString('base64url')
    expect(await faultOf(`${header}.${claims}.`)).toMatchObject({ code: 'signature' })
  })

  it('when it was signed with another secret or algorithm', async () => {
    expect(await faultOf(forge({ alg: 'HS256' }, user, 'sha256', 'another secret'))).toEqual({
      code: 'signature',
    })
    expect(await faultOf(forge({ alg: 'HS512' }, user, 'sha512'))).toEqual({ code: 'signature' })
    expect(await faultOf(forge({ alg: 'RS256' }, user))).toEqual({ code: 'signature' })
  })

  it('when its header names a key that is not here, even with a good signature', async () => {
    expect(await faultOf(forge({ alg: 'HS256', kid: 'another' }, user))).toEqual({
      code: 'signature',
    })
    expect(await faultOf(forge({ alg: 'HS256', kid: SIGNING_KEY.kid }, user))).toEqual({
      code: 'signature',
    })
    const asymmetric = await createTokens(() => NOW, 'ES256')
    const [, claims, signature] = (await asymmetric.sign(user)).split('.')
    for (const kid of [undefined, 'another']) {
      const header = Buffer.from(JSON.stringify({ alg: 'ES256', kid })).toString('base64url')
      expect(await faultOf(`${header}.${claims}.${signature}`)).toEqual({ code: 'signature' })
    }
  })

  it('when the public key was used as the secret', async () => {
    const known = JSON.stringify(tokens.publicKeys[0])
    const header = { alg: 'HS256', kid: SIGNING_KEY.kid }
    expect(await faultOf(forge(header, user, 'sha256', known))).toEqual({ code: 'signature' })
  })

  it('when it is another kind of token', async () => {
    expect(await faultOf(forge({ alg: 'HS256', typ: 'dpop+jwt' }, user))).toEqual({
      code: 'malformed',
    })
    expect(await tokens.verify(forge({ alg: 'HS256' }, user))).toEqual(user)
  })

  it('before it begins to be valid', async () => {
    const token = await tokens.sign({ ...user, nbf: NOW / 1000 + 1 })
    expect(await faultOf(token)).toEqual({ code: 'not-yet-valid' })
    const begun = { ...user, nbf: NOW / 1000 }
    expect(await tokens.verify(await tokens.sign(begun))).toEqual(begun)
  })

  it('when it has no role or no end', async () => {
    expect(await faultOf(await tokens.sign({ sub: 'u1' }))).toEqual({
      code: 'claims',
      missing: ['role', 'exp'],
    })
  })

  it('when it is no token at all', async () => {
    for (const text of ['', 'a', 'a.b', 'a.b.c', '..', 'null', '{}', 'é.é.é']) {
      expect(await faultOf(text)).toEqual({ code: 'malformed' })
    }
  })
})

describe('a token signed with ES256', () => {
  it('is accepted beside those with HS256, by every backend', async () => {
    const asymmetric = await createTokens(() => NOW, 'ES256')
    const token = await asymmetric.sign(user)
    expect(JSON.parse(Buffer.from(token.split('.')[0] ?? '', 'base64url').toString())).toEqual({
      alg: 'ES256',
      kid: SIGNING_KEY.kid,
      typ: 'JWT',
    })
    expect(await tokens.verify(token)).toEqual(user)
    expect(await asymmetric.verify(await tokens.sign(user))).toEqual(user)
    expect(asymmetric.anonKey).toBe(tokens.anonKey)
  })

  it('can be checked by anybody, but made by nobody, with the keys that are told', () => {
    expect(tokens.publicKeys).toEqual([
      expect.objectContaining({ kty: 'EC', alg: 'ES256', kid: SIGNING_KEY.kid, use: 'sig' }),
    ])
    expect(tokens.publicKeys[0]).not.toHaveProperty('d')
  })
})
