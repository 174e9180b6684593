import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalBackend, testBackend } from '../testing/index.ts'
import { clientOf } from './testing/client.ts'

let backend: LocalBackend
let anon: SupabaseClient

beforeAll(async () => {
  backend = await testBackend()
  anon = client()
})

afterAll(() => backend.stop())

const client = (key?: string): SupabaseClient => clientOf(backend, key)

const WEAK = JSON.stringify({ email: 'a@example.org', password: '12345' })

async function signUp(body: string, version?: string) {
  const asked = version === undefined ? {} : { 'x-supabase-api-version': version }
  const response = await fetch(`${backend.url}/auth/v1/signup`, {
    method: 'POST',
    headers: { 'content-type': 'application/json', ...asked },
    body,
  })
  return {
    status: response.status,
    version: response.headers.get('x-supabase-api-version'),
    code: response.headers.get('x-sb-error-code'),
    body: await response.json(),
  }
}

const message = 'Password should be at least 6 characters.'
const weak_password = { reasons: ['length'] }

describe('a refusal', () => {
  it.each(['2024-01-01', '2026-11-26'])('is in the form of 2024 for version %s', async version => {
    expect(await signUp(WEAK, version)).toEqual({
      status: 422,
      version: '2024-01-01',
      code: 'weak_password',
      body: { code: 'weak_password', message, weak_password },
    })
  })

  it.each([undefined, '2023-12-31', 'latest', ''])(
    'is in the first form for version %s',
    async version => {
      expect(await signUp(WEAK, version)).toEqual({
        status: 422,
        version: null,
        code: 'weak_password',
        body: { code: 422, error_code: 'weak_password', msg: message, weak_password },
      })
    },
  )

  it('of a sign-up with both an address and a phone, or with a phone, names the reason', async () => {
    const both = { email: 'a@example.org', phone: '+15550100', password: 'correct horse' }
    expect((await signUp(JSON.stringify(both))).body).toMatchObject({
      error_code: 'validation_failed',
    })
    const { error } = await anon.auth.signUp({ phone: '+15550100', password: 'correct horse' })
    expect(error).toMatchObject({ status: 400, code: 'phone_provider_disabled' })
  })
})

describe('what is not part of the local backend says so', () => {
  type Attempt = (supabase: SupabaseClient) => Promise<{ error: unknown }>

  it.each<[string, number, string, Attempt]>([
    ['a magic link', 422, 'otp_disabled', s => s.auth.signInWithOtp({ email: 'a@b.c' })],
    [
      'a one-time code',
      422,
      'otp_disabled',
      s => s.auth.verifyOtp({ email: 'a@b.c', token: '123456', type: 'email' }),
    ],
    [
      'a repeated mail',
      422,
      'otp_disabled',
      s => s.auth.resend({ type: 'signup', email: 'a@b.c' }),
    ],
    [
      'a lost password',
      422,
      'email_provider_disabled',
      s => s.auth.resetPasswordForEmail('a@example.org'),
    ],
    [
      'single sign-on',
      404,
      'saml_provider_disabled',
      s => s.auth.signInWithSSO({ domain: 'example.org' }),
    ],
    [
      "another provider's token",
      400,
      'provider_disabled',
      s => s.auth.signInWithIdToken({ provider: 'google', token: 'x' }),
    ],
  ])('to %s', async (_, status, code, attempt) => {
    const { error } = await attempt(anon)
    expect(error).toMatchObject({
      status,
      code,
      message: expect.stringContaining('not part of the local backend'),
    })
  })

  it('to a signed-in user who wants a second factor or another identity', async () => {
    const supabase = client()
    await supabase.auth.signInAnonymously()
    const factor = await supabase.auth.mfa.enroll({ factorType: 'totp' })
    expect(factor.error).toMatchObject({ status: 422, code: 'mfa_totp_enroll_not_enabled' })
    const identity = await supabase.auth.linkIdentity({ provider: 'github' })
    expect(identity.error).toMatchObject({ status: 404, code: 'manual_linking_disabled' })
  })

  it('to the service key that wants to send mail', async () => {
    const { admin } = client(backend.serviceKey).auth
    for (const { error } of [
      await admin.inviteUserByEmail('a@example.org'),
      await admin.generateLink({ type: 'magiclink', email: 'a@example.org' }),
    ]) {
      expect(error).toMatchObject({ status: 422, code: 'email_provider_disabled' })
    }
  })

  it('to a browser that is sent to another provider', async () => {
    const { data } = await anon.auth.signInWithOAuth({
      provider: 'github',
      options: { skipBrowserRedirect: true },
    })
    const response = await fetch(data.url ?? '')
    expect(response.status).toBe(400)
    expect(await response.json()).toMatchObject({ code: 400, error_code: 'provider_disabled' })
  })

  it('at any other address', async () => {
    const response = await fetch(`${backend.url}/auth/v1/nowhere`)
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({
      error_code: 'not_found',
      msg: expect.stringContaining('GET /nowhere is not part of the local backend'),
    })
  })
})
