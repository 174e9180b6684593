import type { SupabaseClient } from '@supabase/supabase-js'
import { afterEach, describe, expect, it } from 'vitest'
import { type LocalBackend, testBackend } from '../testing/index.ts'
import type { AuthSettings } from './settings.ts'
import { clientOf } from './testing/client.ts'

let backend: LocalBackend

afterEach(() => backend.stop())

async function start(auth: AuthSettings): Promise<void> {
  backend = await testBackend({ auth })
}

const client = (key?: string): SupabaseClient => clientOf(backend, key)

const publicSettings = async (): Promise<unknown> =>
  (await fetch(`${backend.url}/auth/v1/settings`)).json()

const ada = { email: 'ada@example.org', password: 'correct horse' }

describe('where addresses must be confirmed', () => {
  it('a sign-up yields a user without a session, who is let in once confirmed', async () => {
    await start({ enableConfirmations: true })
    expect(await publicSettings()).toMatchObject({ mailer_autoconfirm: false })
    const { data, error } = await client().auth.signUp(ada)
    expect(error).toBeNull()
    expect(data.session).toBeNull()
    expect(data.user).toMatchObject({ email: ada.email, identities: [{ provider: 'email' }] })
    expect(data.user).toHaveProperty('confirmation_sent_at')
    expect(data.user).not.toHaveProperty('email_confirmed_at')
    const early = await client().auth.signInWithPassword(ada)
    expect(early.error).toMatchObject({
      status: 400,
      code: 'email_not_confirmed',
      message: 'Email not confirmed',
    })
    const { admin } = client(backend.serviceKey).auth
    await admin.updateUserById(data.user?.id ?? '', { email_confirm: true })
    expect((await client().auth.signInWithPassword(ada)).data.user?.id).toBe(data.user?.id)
  })

  it('nobody learns by signing up whether an address is known', async () => {
    await start({ enableConfirmations: true })
    const first = await client().auth.signUp(ada)
    const again = await client().auth.signUp(ada)
    expect(again.data.user?.id).toBe(first.data.user?.id)
    const { admin } = client(backend.serviceKey).auth
    await admin.updateUserById(first.data.user?.id ?? '', { email_confirm: true })
    const taken = await client().auth.signUp({ ...ada, password: 'another horse' })
    expect(taken.error).toBeNull()
    expect(taken.data.session).toBeNull()
    expect(taken.data.user).toMatchObject({ email: ada.email, identities: [] })
    expect(taken.data.user?.id).not.toBe(first.data.user?.id)
    expect((await client().auth.signInWithPassword(ada)).error).toBeNull()
  })

  it("an anonymous user's address waits, and so does a changed one", async () => {
    await start({ enableConfirmations: true })
    const supabase = client()
    await supabase.auth.signInAnonymously()
    const { data } = await supabase.auth.updateUser(ada)
    expect(data.user).toMatchObject({ email: '', new_email: ada.email, is_anonymous: true })
    const { admin } = client(backend.serviceKey).auth
    const confirmed = await admin.updateUserById(data.user?.id ?? '', { email: ada.email })
    expect(confirmed.data.user).toMatchObject({ email: ada.email, is_anonymous: false })
    expect(confirmed.data.user).not.toHaveProperty('new_email')
    expect((await client().auth.signInWithPassword(ada)).data.user?.id).toBe(data.user?.id)
  })
})

it('where nobody may sign up only the service key makes users', async () => {
  await start({ enableSignup: false })
  expect(await publicSettings()).toMatchObject({ disable_signup: true })
  const refusal = {
    status: 422,
    code: 'signup_disabled',
    message: 'Signups not allowed for this instance',
  }
  expect((await client().auth.signUp(ada)).error).toMatchObject(refusal)
  expect((await client().auth.signInAnonymously()).error).toMatchObject(refusal)
  const { admin } = client(backend.serviceKey).auth
  await admin.createUser({ ...ada, email_confirm: true })
  expect((await client().auth.signInWithPassword(ada)).error).toBeNull()
})

it('where anonymous users are not wanted they are refused, and others are not', async () => {
  await start({ enableAnonymousSignIns: false })
  expect(await publicSettings()).toMatchObject({ external: { anonymous_users: false } })
  expect((await client().auth.signInAnonymously()).error).toMatchObject({
    status: 422,
    code: 'anonymous_provider_disabled',
    message: 'Anonymous sign-ins are disabled',
  })
  expect((await client().auth.signUp(ada)).error).toBeNull()
})

it('where passwords must be strong each reason is told', async () => {
  await start({ minimumPasswordLength: 8, passwordRequirements: 'letters_digits' })
  const { error } = await client().auth.signUp({ ...ada, password: 'horse' })
  expect(error).toMatchObject({ code: 'weak_password', reasons: ['length', 'characters'] })
  const supabase = client()
  await supabase.auth.signUp({ ...ada, password: 'horse123' })
  const weaker = await supabase.auth.updateUser({ password: '12345678' })
  expect(weaker.error).toMatchObject({ code: 'weak_password', reasons: ['characters'] })
})
