import { describe, expect, it } from 'vitest'
import { claimsOf, prepareAuthStage } from './testing/stage.ts'

const stage = prepareAuthStage()
const { client, newAddress, signedUp, post, refresh } = stage

const refreshTokenOf = (text: string): unknown =>
  (JSON.parse(text) as { refresh_token: unknown }).refresh_token

describe('a request that makes no sense', () => {
  it.each([
    ['no JSON', '{"email":', 'bad_json'],
    ['a list', '[]', 'bad_json'],
    ['null', 'null', 'bad_json'],
    ['an empty body', '', 'bad_json'],
    ['an address that is a number', '{"email": 7}', 'bad_json'],
    ['data that is text', '{"data": "x"}', 'bad_json'],
    [
      'a NUL in the password',
      '{"email": "nul@example.org", "password": "abc\\u0000def"}',
      'validation_failed',
    ],
    ['a NUL in the data', '{"data": {"x": "\\u0000"}}', 'validation_failed'],
  ])('is refused: %s', async (_, body, code) => {
    const { status, headers, text } = await post('/signup', body)
    expect({ status, code: (JSON.parse(text) as { code: string }).code }).toEqual({
      status: 400,
      code,
    })
    expect(headers.get('x-supabase-api-version')).toBe('2024-01-01')
    expect(headers.get('x-sb-error-code')).toBe(code)
  })

  it('is refused when it is huge', async () => {
    const { status } = await post('/signup', JSON.stringify({ data: { x: 'x'.repeat(2_000_000) } }))
    expect(status).toBe(413)
  })

  it('is refused when it asks for a grant or a path that is not here', async () => {
    const grant = await post('/token?grant_type=id_token', '{}')
    expect(grant).toMatchObject({ status: 400 })
    const { error } = await client().auth.signInWithOtp({ email: newAddress() })
    expect(error).toMatchObject({ status: 422, code: 'otp_disabled' })
  })
})

describe('signing in', () => {
  it('with the password begins another session of the same user', async () => {
    const { email, password, user, session } = await signedUp()
    const { data, error } = await client().auth.signInWithPassword({
      email: email.toUpperCase(),
      password,
    })
    expect(error).toBeNull()
    expect(data.user?.id).toBe(user.id)
    expect(claimsOf(data.session?.access_token ?? '')['session_id']).not.toBe(
      claimsOf(session.access_token)['session_id'],
    )
  })

  it('answers a wrong password and an unknown address alike', async () => {
    const { email } = await signedUp()
    const wrong = await client().auth.signInWithPassword({ email, password: 'wrong' })
    const unknown = await client().auth.signInWithPassword({
      email: 'unknown@example.org',
      password: 'wrong',
    })
    expect(wrong.error).toMatchObject({
      status: 400,
      code: 'invalid_credentials',
      message: 'Invalid login credentials',
    })
    expect(unknown.error).toEqual(wrong.error)
  })

  it('works for a user that a seed made the way Supabase documents it', async () => {
    await stage.backend.sql(`
      insert into auth.users (instance_id, id, aud, role, email, encrypted_password,
        email_confirmed_at, raw_app_meta_data, raw_user_meta_data, created_at, updated_at,
        confirmation_token, email_change, email_change_token_new, recovery_token)
      values ('00000000-0000-0000-0000-000000000000', gen_random_uuid(), 'authenticated',
        'authenticated', 'seed@example.org', crypt('password123', gen_salt('bf')), now(),
        '{"provider":"email","providers":["email"]}', '{}', now(), now(), '', '', '', '')`)
    const { data } = await client().auth.signInWithPassword({
      email: 'seed@example.org',
      password: 'password123',
    })
    expect(data.user?.email).toBe('seed@example.org')
  })

  it('never works for an anonymous user without a password', async () => {
    const { status } = await post('/token?grant_type=password', '{"email":"","password":""}')
    expect(status).toBe(400)
  })
})

describe('refreshing', () => {
  it('rotates the refresh token and keeps the session', async () => {
    const { supabase, session } = await signedUp()
    const { data, error } = await supabase.auth.refreshSession()
    expect(error).toBeNull()
    expect(data.session?.refresh_token).not.toBe(session.refresh_token)
    expect(claimsOf(data.session?.access_token ?? '')).toMatchObject({
      session_id: claimsOf(session.access_token)['session_id'],
      amr: [{ method: 'password' }],
    })
  })

  it('from many tabs at the same moment gives all of them the same session', async () => {
    const { session } = await signedUp()
    const answers = await Promise.all(
      Array.from({ length: 6 }, () => refresh(session.refresh_token)),
    )
    expect(answers.map(a => a.status)).toEqual([200, 200, 200, 200, 200, 200])
    expect(new Set(answers.map(a => refreshTokenOf(a.text))).size).toBe(1)
    const [answer] = answers
    expect((await refresh(String(refreshTokenOf(answer?.text ?? '')))).status).toBe(200)
  })

  it('again after the answer was lost gives the active token, hours later', async () => {
    const { session } = await signedUp()
    const first = refreshTokenOf((await refresh(session.refresh_token)).text)
    stage.advance(5 * 3_600_000)
    const again = await refresh(session.refresh_token)
    expect(again.status).toBe(200)
    expect(refreshTokenOf(again.text)).toBe(first)
  })

  it('with a token used long ago ends the session for thief and owner', async () => {
    const { session } = await signedUp()
    const second = String(refreshTokenOf((await refresh(session.refresh_token)).text))
    const third = String(refreshTokenOf((await refresh(second)).text))
    stage.advance(11_000)
    const stolen = await refresh(session.refresh_token)
    expect(stolen.status).toBe(400)
    expect(JSON.parse(stolen.text)).toEqual({
      code: 'refresh_token_already_used',
      message: 'Invalid Refresh Token: Already Used',
    })
    expect((await refresh(third)).status).toBe(400)
  })

  it('with an unknown token signs the client out', async () => {
    const { error } = await client().auth.refreshSession({ refresh_token: 'unknown' })
    expect(error).toMatchObject({ status: 400, code: 'refresh_token_not_found' })
  })
})

describe('signing out', () => {
  async function threeSessions() {
    const one = await signedUp()
    const [two, three] = [client(), client()]
    for (const other of [two, three]) await other.auth.signInWithPassword(one)
    const tokens = await Promise.all(
      [one.supabase, two, three].map(async c => (await c.auth.getSession()).data.session),
    )
    const alive = async (): Promise<boolean[]> =>
      Promise.all(
        tokens.map(async s => (await client().auth.getUser(s?.access_token)).error === null),
      )
    return { supabase: one.supabase, alive }
  }

  it('locally ends this session only', async () => {
    const { supabase, alive } = await threeSessions()
    expect((await supabase.auth.signOut({ scope: 'local' })).error).toBeNull()
    expect(await alive()).toEqual([false, true, true])
  })

  it('elsewhere ends the others only', async () => {
    const { supabase, alive } = await threeSessions()
    expect((await supabase.auth.signOut({ scope: 'others' })).error).toBeNull()
    expect(await alive()).toEqual([true, false, false])
  })

  it('ends every session unless told otherwise, and their refresh tokens', async () => {
    const { supabase, alive } = await threeSessions()
    const { data } = await supabase.auth.getSession()
    expect((await supabase.auth.signOut()).error).toBeNull()
    expect(await alive()).toEqual([false, false, false])
    const { text } = await refresh(data.session?.refresh_token ?? '')
    expect(JSON.parse(text)).toMatchObject({ code: 'refresh_token_not_found' })
  })

  it('with a scope that does not exist is refused', async () => {
    const { session } = await signedUp()
    const { status, text } = await post('/logout?scope=universe', '', {
      authorization: `Bearer ${session.access_token}`,
    })
    expect(status).toBe(400)
    expect(text).toContain('use global, local or others')
  })
})

it('tells what it can do without a key', async () => {
  const read = async (path: string): Promise<unknown> =>
    (await fetch(`${stage.backend.url}/auth/v1${path}`)).json()
  expect(await read('/.well-known/jwks.json')).toMatchObject({ keys: [{ alg: 'ES256' }] })
  expect(await read('/health')).toMatchObject({ name: 'GoTrue' })
  expect(await read('/settings')).toMatchObject({ external: { anonymous_users: true } })
})
