import type { SupabaseClient, User } from '@supabase/supabase-js'
import { beforeAll, describe, expect, it } from 'vitest'
import { prepareAuthStage } from '../testing/stage.ts'

const stage = prepareAuthStage()
const { client, newAddress, signedUp } = stage
let admin: SupabaseClient['auth']['admin']

beforeAll(() => {
  admin = client(stage.backend.serviceKey).auth.admin
})

const password = 'correct horse'
let people = 0

async function madeUser(attributes: object = {}): Promise<User & { email: string }> {
  const email = `made${(people += 1)}@example.org`
  const { data, error } = await admin.createUser({
    email,
    password,
    email_confirm: true,
    ...attributes,
  })
  if (!data.user) throw new Error('the user was not made', { cause: error })
  return { ...data.user, email }
}

async function signedIn(email: string): Promise<SupabaseClient> {
  const supabase = client()
  const { error } = await supabase.auth.signInWithPassword({ email, password })
  if (error) throw new Error('sign-in failed', { cause: error })
  return supabase
}

describe('the service key changes a user', () => {
  it('whose metadata it merges, of both kinds', async () => {
    const { id } = await madeUser({ user_metadata: { a: 1, b: 2 }, app_metadata: { plan: 'pro' } })
    const { data } = await admin.updateUserById(id, {
      user_metadata: { b: null, c: 3 },
      app_metadata: { plan: null, seats: 2 },
    })
    expect(data.user).toMatchObject({ user_metadata: { a: 1, c: 3 } })
    expect(data.user?.app_metadata).toEqual({
      provider: 'email',
      providers: ['email'],
      seats: 2,
    })
  })

  it('whose address changes at once and whose new password ends the sessions', async () => {
    const { id, email } = await madeUser()
    const supabase = await signedIn(email)
    const address = `new-${email}`
    const { data, error } = await admin.updateUserById(id, {
      email: address.toUpperCase(),
      password: 'another horse',
      role: 'service_role',
    })
    expect(error).toBeNull()
    expect(data.user).toMatchObject({
      email: address,
      role: 'service_role',
      identities: [{ email: address }],
    })
    expect((await supabase.auth.getUser()).error?.name).toBe('AuthSessionMissingError')
    const later = await client().auth.signInWithPassword({
      email: address,
      password: 'another horse',
    })
    expect(later.data.user?.id).toBe(id)
  })

  it('who then cannot sign in or refresh until the ban is over', async () => {
    const { id, email } = await madeUser()
    const supabase = await signedIn(email)
    const { data } = await admin.updateUserById(id, { ban_duration: '1h30m' })
    expect(data.user).toMatchObject({
      banned_until: expect.stringContaining(
        new Date(stage.now() + 5_400_000).toISOString().slice(0, 19),
      ),
    })
    const refused = { status: 400, code: 'user_banned' }
    expect((await client().auth.signInWithPassword({ email, password })).error).toMatchObject(
      refused,
    )
    expect((await supabase.auth.refreshSession()).error).toMatchObject(refused)
    stage.advance(5_400_001)
    await signedIn(email)
    await admin.updateUserById(id, { ban_duration: '24h' })
    const lifted = await admin.updateUserById(id, { ban_duration: 'none' })
    expect(lifted.data.user).not.toHaveProperty('banned_until')
    await signedIn(email)
  })

  it.each([
    ['an address that is taken', 422, 'email_exists', 'already been registered'],
    ['a weak password', 422, 'weak_password', 'at least 6 characters'],
    ['no address', 400, 'validation_failed', 'invalid format'],
    ['a ban of no length', 400, 'validation_failed', 'invalid format for ban duration'],
    ['a phone', 400, 'phone_provider_disabled', 'not supported'],
  ])('but not to %s', async (what, status, code, message) => {
    const [one, two] = [await madeUser(), await madeUser()]
    const change = {
      'an address that is taken': { email: two.email },
      'a weak password': { password: '12345' },
      'no address': { email: 'nobody' },
      'a ban of no length': { ban_duration: 'soon' },
      'a phone': { phone: '+15550100' },
    }[what]
    const { error } = await admin.updateUserById(one.id, change ?? {})
    expect(error).toMatchObject({ status, code, message: expect.stringContaining(message) })
    expect((await admin.getUserById(one.id)).data.user).toMatchObject({ email: one.email })
  })

  it('but not one who does not exist', async () => {
    const nobody = '00000000-0000-4000-8000-000000000000'
    const gone = { status: 404, code: 'user_not_found' }
    expect((await admin.updateUserById(nobody, {})).error).toMatchObject(gone)
    expect((await admin.deleteUser(nobody)).error).toMatchObject(gone)
    const response = await fetch(`${stage.backend.url}/auth/v1/admin/users/not-an-id`, {
      headers: { authorization: `Bearer ${stage.backend.serviceKey}` },
    })
    expect(response.status).toBe(404)
    expect(await response.json()).toMatchObject({ error_code: 'validation_failed' })
  })
})

describe('the service key makes a user', () => {
  it('whose password it knows only as a hash', async () => {
    const { rows } = await stage.backend.sql(
      `select extensions.crypt($1, extensions.gen_salt('bf', 4)) as hash`,
      [password],
    )
    const made = await madeUser({ password: undefined, password_hash: rows[0]?.['hash'] })
    await signedIn(made.email)
    const { error } = await admin.createUser({ email: 'h@example.org', password_hash: 'secret' })
    expect(error).toMatchObject({ status: 400, code: 'validation_failed' })
  })

  it('with an id of its own, a role and a ban', async () => {
    const id = 'aaaaaaaa-0000-4000-8000-000000000009'
    const made = await madeUser({ id, role: 'service_role', ban_duration: '1h' })
    expect(made).toMatchObject({ id, role: 'service_role', banned_until: expect.any(String) })
  })
})

describe('the service key', () => {
  it('makes, lists, shows and deletes users', async () => {
    const { admin } = client(stage.backend.serviceKey).auth
    const email = newAddress()
    const { data: made, error } = await admin.createUser({
      email,
      password: 'correct horse',
      email_confirm: true,
      user_metadata: { name: 'Ada' },
      app_metadata: { plan: 'pro' },
    })
    expect(error).toBeNull()
    expect(made.user).toMatchObject({
      email,
      user_metadata: { name: 'Ada' },
      app_metadata: { provider: 'email', plan: 'pro' },
    })
    const id = made.user?.id ?? ''
    const { data: page } = await admin.listUsers({ page: 1, perPage: 2 })
    expect(page.users).toHaveLength(2)
    expect(page).toMatchObject({ aud: 'authenticated', nextPage: 2 })
    expect((await admin.getUserById(id)).data.user?.email).toBe(email)
    const signedIn = client()
    await signedIn.auth.signInWithPassword({ email, password: 'correct horse' })
    expect((await admin.deleteUser(id)).error).toBeNull()
    expect((await signedIn.auth.getUser()).error).toMatchObject({ code: 'user_not_found' })
    expect((await admin.getUserById(id)).error).toMatchObject({
      status: 404,
      code: 'user_not_found',
    })
  })

  it('is told when an address is taken', async () => {
    const { email } = await signedUp()
    const { error } = await client(stage.backend.serviceKey).auth.admin.createUser({ email })
    expect(error).toMatchObject({ status: 422, code: 'email_exists' })
  })

  it('can make a user who must confirm the address first', async () => {
    const credentials = { email: newAddress(), password: 'correct horse' }
    await client(stage.backend.serviceKey).auth.admin.createUser(credentials)
    const { error } = await client().auth.signInWithPassword(credentials)
    expect(error).toMatchObject({ status: 400, code: 'email_not_confirmed' })
  })

  it('is what the anon key and users are not', async () => {
    const { supabase, session } = await signedUp()
    const { error } = await client().auth.admin.listUsers()
    expect(error).toMatchObject({ status: 403, code: 'not_admin' })
    const response = await fetch(`${stage.backend.url}/auth/v1/admin/users`, {
      headers: {
        apikey: stage.backend.serviceKey,
        authorization: `Bearer ${session.access_token}`,
      },
    })
    expect(response.status).toBe(403)
    await supabase.auth.signOut()
  })
})

it('a user who is deleted softly keeps the row, without anything personal', async () => {
  const { id, email } = await madeUser({ user_metadata: { name: 'Ada' } })
  const supabase = await signedIn(email)
  expect((await admin.deleteUser(id, true)).error).toBeNull()
  const { data } = await admin.getUserById(id)
  expect(data.user).toMatchObject({ id, deleted_at: expect.any(String), user_metadata: {} })
  expect(JSON.stringify(data.user)).not.toContain(email)
  expect((await supabase.auth.getUser()).error?.name).toBe('AuthSessionMissingError')
  const { error } = await client().auth.signInWithPassword({ email, password })
  expect(error).toMatchObject({ code: 'invalid_credentials' })
  const successor = await client().auth.signUp({ email, password })
  expect(successor.error).toBeNull()
  expect(successor.data.user?.id).not.toBe(id)
})

it("a user whom the project's rows hold on to is not deleted, and the log says which", async () => {
  const { id } = await madeUser()
  await stage.backend.sql('create table public.notes (owner uuid references auth.users)')
  await stage.backend.sql('insert into public.notes values ($1)', [id])
  expect((await admin.deleteUser(id)).error).toMatchObject({
    status: 500,
    message: 'Database error deleting user',
  })
  expect(stage.warnings.join()).toContain('constraint "notes_owner_fkey"')
  expect((await admin.getUserById(id)).error).toBeNull()
  await stage.backend.sql('drop table public.notes')
  expect((await admin.deleteUser(id)).error).toBeNull()
})

it("the service key ends a user's sessions by one of its tokens", async () => {
  const { email } = await madeUser()
  const [one, two] = [await signedIn(email), await signedIn(email)]
  const { data } = await one.auth.getSession()
  const token = data.session?.access_token ?? ''
  expect((await admin.signOut(token, 'others')).error).toBeNull()
  expect((await two.auth.getUser()).error?.name).toBe('AuthSessionMissingError')
  expect((await one.auth.getUser()).error).toBeNull()
  expect((await admin.signOut(token)).error).toBeNull()
  expect((await one.auth.getUser()).error?.name).toBe('AuthSessionMissingError')
})
