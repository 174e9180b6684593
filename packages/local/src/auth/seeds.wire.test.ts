import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { type LocalBackend, testBackend } from '../testing/index.ts'
import { clientOf } from './testing/client.ts'

let backend: LocalBackend
let warnings: string[] = []

beforeAll(async () => {
  backend = await testBackend({ warn: line => warnings.push(line) })
})

beforeEach(() => {
  warnings = []
})

afterAll(() => backend.stop())

const client = (): SupabaseClient => clientOf(backend)

const password = 'password123'
let users = 0

/** A user as seeds for Supabase insert it, with some columns otherwise. Returns the address. */
async function sown(columns: Readonly<Record<string, string>> = {}): Promise<string> {
  const email = `seed${(users += 1)}@example.org`
  const all: Readonly<Record<string, string>> = {
    instance_id: `'00000000-0000-0000-0000-000000000000'`,
    id: 'gen_random_uuid()',
    aud: `'authenticated'`,
    role: `'authenticated'`,
    email: `'${email}'`,
    encrypted_password: `crypt('${password}', gen_salt('bf', 4))`,
    email_confirmed_at: 'now()',
    recovery_sent_at: 'now()',
    last_sign_in_at: 'now()',
    raw_app_meta_data: `'{"provider":"email","providers":["email"]}'`,
    raw_user_meta_data: `'{"name":"Ada"}'`,
    is_super_admin: 'null',
    created_at: 'now()',
    updated_at: 'now()',
    phone: 'null',
    phone_change: `''`,
    phone_change_token: `''`,
    confirmation_token: `''`,
    email_change: `''`,
    email_change_token_new: `''`,
    email_change_token_current: `''`,
    email_change_confirm_status: '0',
    recovery_token: `''`,
    reauthentication_token: `''`,
    is_sso_user: 'false',
    deleted_at: 'null',
    ...columns,
  }
  await backend.sql(`
    with made as (
      insert into auth.users (${Object.keys(all).join(', ')})
      values (${Object.values(all).join(', ')}) returning id, email
    )
    insert into auth.identities
      (id, user_id, provider_id, identity_data, provider, last_sign_in_at, created_at, updated_at)
    select gen_random_uuid(), id, id, jsonb_build_object('sub', id, 'email', email), 'email',
      now(), now(), now() from made`)
  return email
}

describe('a user that a seed inserts', () => {
  it('signs in, with the identity that was sown', async () => {
    const email = await sown()
    const { data, error } = await client().auth.signInWithPassword({ email, password })
    expect(error).toBeNull()
    expect(data.user).toMatchObject({
      email,
      user_metadata: { name: 'Ada' },
      identities: [{ provider: 'email', email }],
    })
    expect(warnings).toEqual([])
  })

  it.each(['confirmation_token', 'recovery_token', 'email_change', 'email_change_token_new'])(
    'cannot sign in without a %s, as on Supabase, and the log says what to do',
    async column => {
      const email = await sown({ [column]: 'null' })
      const { error } = await client().auth.signInWithPassword({ email, password })
      expect(error).toMatchObject({ status: 500, message: 'Database error querying schema' })
      expect(warnings.join()).toContain("must be '' and not null")
      expect(warnings.join()).not.toContain(email)
    },
  )

  it.each([
    ['instance_id', 'null'],
    ['aud', 'null'],
    ['is_sso_user', 'true'],
    ['encrypted_password', 'null'],
  ])('is not found with the wrong %s', async (column, value) => {
    const email = await sown({ [column]: value })
    const { error } = await client().auth.signInWithPassword({ email, password })
    expect(error).toMatchObject({ status: 400, code: 'invalid_credentials' })
  })

  it('with a weak password is let in and told so', async () => {
    const email = await sown({ encrypted_password: `crypt('123', gen_salt('bf', 4))` })
    const { data, error } = await client().auth.signInWithPassword({ email, password: '123' })
    expect(error).toBeNull()
    expect(data.weakPassword).toEqual({
      message: 'Password should be at least 6 characters.',
      reasons: ['length'],
    })
  })

  it('whose session has ended by its own time must sign in again', async () => {
    const email = await sown()
    const supabase = client()
    await supabase.auth.signInWithPassword({ email, password })
    await backend.sql(
      `update auth.sessions set not_after = now() - interval '1 hour'
       where user_id = (select id from auth.users where email = $1)`,
      [email],
    )
    const { error } = await supabase.auth.refreshSession()
    expect(error).toMatchObject({ status: 400, code: 'session_expired' })
  })
})

describe('SQL that asks who is there', () => {
  const who = `select auth.uid()::text as uid, auth.role() as role, auth.email() as email, auth.jwt() ->> 'aal' as aal`
  const id = 'aaaaaaaa-0000-4000-8000-000000000001'

  it('is told by the claims, whole or one by one, or that nobody is', async () => {
    const claims = JSON.stringify({ sub: id, role: 'authenticated', email: 'a@b.c', aal: 'aal1' })
    const asked = async (settings: Readonly<Record<string, string>>) => {
      const set = Object.entries(settings).map(([name, value]) => `set local ${name} = '${value}'`)
      const results: unknown = await backend.sql(['begin', ...set, who, 'commit'].join(';'))
      return (results as { rows: unknown[] }[])[set.length + 1]?.rows[0]
    }
    const known = { uid: id, role: 'authenticated', email: 'a@b.c' }
    expect(await asked({ 'request.jwt.claims': claims })).toEqual({ ...known, aal: 'aal1' })
    expect(
      await asked({
        'request.jwt.claim.sub': id,
        'request.jwt.claim.role': 'authenticated',
        'request.jwt.claim.email': 'a@b.c',
      }),
    ).toEqual({ ...known, aal: null })
    expect(await asked({})).toEqual({ uid: null, role: null, email: null, aal: null })
  })
})
