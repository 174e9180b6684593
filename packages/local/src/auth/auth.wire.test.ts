import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type LocalBackend, testBackend } from '../testing/index.ts'
import { clientOf } from './testing/client.ts'

let backend: LocalBackend
let now = Date.now()
const warnings: string[] = []

beforeAll(async () => {
  backend = await testBackend({
    now: () => now,
    tokenLifetimeSeconds: 600,
    warn: line => warnings.push(line),
  })
})

afterAll(() => backend.stop())

const client = (key?: string): SupabaseClient => clientOf(backend, key)

let people = 0
const newAddress = (): string => `person${(people += 1)}@example.org`

async function signedUp(email = newAddress(), password = 'correct horse') {
  const supabase = client()
  const { data, error } = await supabase.auth.signUp({ email, password })
  if (error || !data.session || !data.user) throw new Error('sign-up failed', { cause: error })
  return { supabase, email, password, session: data.session, user: data.user }
}

function claimsOf(token: string): Record<string, unknown> {
  const [, payload = ''] = token.split('.')
  return JSON.parse(Buffer.from(payload, 'base64url').toString()) as Record<string, unknown>
}

const COMMON = { 'content-type': 'application/json', 'x-supabase-api-version': '2024-01-01' }

/** A request as a client of another make would send it. */
async function post(path: string, body: string, headers: Record<string, string> = {}) {
  const response = await fetch(`${backend.url}/auth/v1${path}`, {
    method: 'POST',
    headers: { ...COMMON, apikey: backend.anonKey, ...headers },
    body,
  })
  return { status: response.status, headers: response.headers, text: await response.text() }
}

const refresh = (token: string) =>
  post('/token?grant_type=refresh_token', JSON.stringify({ refresh_token: token }))

const refreshTokenOf = (text: string): unknown =>
  (JSON.parse(text) as { refresh_token: unknown }).refresh_token

describe('signing up', () => {
  it('with an address makes a confirmed user with a session', async () => {
    const { session, user } = await signedUp('New.Person@Example.org')
    expect(user).toMatchObject({
      email: 'new.person@example.org',
      role: 'authenticated',
      aud: 'authenticated',
      is_anonymous: false,
      app_metadata: { provider: 'email', providers: ['email'] },
      user_metadata: {},
      identities: [{ provider: 'email', id: user.id, email: 'new.person@example.org' }],
    })
    expect(user.email_confirmed_at).toMatch(/^\d{4}-\d\d-\d\dT.*Z$/)
    expect(session.expires_in).toBe(600)
    expect(session.expires_at).toBe(Math.floor(now / 1000) + 600)
  })

  it('puts into the access token what policies and realtime read', async () => {
    const { session, user } = await signedUp()
    expect(claimsOf(session.access_token)).toEqual({
      iss: `${backend.url}/auth/v1`,
      sub: user.id,
      aud: 'authenticated',
      exp: session.expires_at,
      iat: Math.floor(now / 1000),
      email: user.email,
      phone: '',
      app_metadata: user.app_metadata,
      user_metadata: {},
      role: 'authenticated',
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: Math.floor(now / 1000) }],
      session_id: expect.any(String),
      is_anonymous: false,
    })
  })

  it('keeps the data that the app sends along', async () => {
    const { data } = await client().auth.signUp({
      email: newAddress(),
      password: 'correct horse',
      options: { data: { name: 'Ada', tags: ['x'] } },
    })
    expect(data.user?.user_metadata).toEqual({ name: 'Ada', tags: ['x'] })
  })

  it('anonymously makes a user without an address', async () => {
    const { data, error } = await client().auth.signInAnonymously()
    expect(error).toBeNull()
    expect(data.user).toMatchObject({ email: '', is_anonymous: true, identities: [] })
    expect(claimsOf(data.session?.access_token ?? '')).toMatchObject({
      is_anonymous: true,
      role: 'authenticated',
      amr: [{ method: 'anonymous' }],
    })
  })

  it('with an address that is taken is refused, in any case of letters', async () => {
    const { email } = await signedUp()
    const { error } = await client().auth.signUp({
      email: email.toUpperCase(),
      password: 'correct horse',
    })
    expect(error).toMatchObject({ status: 422, code: 'user_already_exists' })
  })

  it('twice at the same moment makes one user', async () => {
    const credentials = { email: newAddress(), password: 'correct horse' }
    const answers = await Promise.all([
      client().auth.signUp(credentials),
      client().auth.signUp(credentials),
      client().auth.signUp(credentials),
    ])
    expect(answers.map(({ error }) => error?.code ?? 'ok').toSorted()).toEqual([
      'ok',
      'user_already_exists',
      'user_already_exists',
    ])
  })

  it('with a weak password says what is weak about it', async () => {
    const { error } = await client().auth.signUp({ email: newAddress(), password: '12345' })
    expect(error).toMatchObject({ status: 422, code: 'weak_password', reasons: ['length'] })
  })

  it('with no password, or no real address, is refused', async () => {
    const noPassword = await client().auth.signUp({ email: newAddress(), password: '' })
    expect(noPassword.error).toMatchObject({ status: 400, code: 'validation_failed' })
    const noAddress = await client().auth.signUp({ email: 'nobody', password: 'correct horse' })
    expect(noAddress.error).toMatchObject({
      code: 'validation_failed',
      message: 'Unable to validate email address: invalid format',
    })
  })

  it("fails with the project's own trigger, which the log explains", async () => {
    await backend.sql(`
      create function public.refuse() returns trigger language plpgsql
        as $$ begin raise exception 'no profile for you'; end $$;
      create trigger on_auth_user_created after insert on auth.users
        for each row execute function public.refuse();`)
    try {
      const { error } = await client().auth.signInAnonymously()
      expect(error).toMatchObject({ status: 500, message: 'Database error saving new user' })
      expect(warnings.join()).toContain('no profile for you')
    } finally {
      await backend.sql('drop function public.refuse() cascade')
    }
  })
})

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
    await backend.sql(`
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
    now += 5 * 3_600_000
    const again = await refresh(session.refresh_token)
    expect(again.status).toBe(200)
    expect(refreshTokenOf(again.text)).toBe(first)
  })

  it('with a token used long ago ends the session for thief and owner', async () => {
    const { session } = await signedUp()
    const second = String(refreshTokenOf((await refresh(session.refresh_token)).text))
    const third = String(refreshTokenOf((await refresh(second)).text))
    now += 11_000
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

describe('the signed-in user', () => {
  it('can be read', async () => {
    const { supabase, user } = await signedUp()
    const { data } = await supabase.auth.getUser()
    expect(data.user).toMatchObject({ id: user.id, email: user.email })
    const { data: claims } = await supabase.auth.getClaims()
    expect(claims?.claims.sub).toBe(user.id)
  })

  it('is refused once the access token has expired', async () => {
    const { session } = await signedUp()
    now += 601_000
    const { error } = await client().auth.getUser(session.access_token)
    expect(error).toMatchObject({ status: 403, code: 'bad_jwt' })
    expect(error?.message).toContain('token is expired')
  })

  it.each([
    ['no token', undefined, 401, 'no_authorization'],
    ['nonsense', 'nonsense', 403, 'bad_jwt'],
    ['an unsigned token', 'eyJhbGciOiJub25lIn0.eyJyb2xlIjoieCJ9.', 403, 'bad_jwt'],
    ['an opaque key', 'sb_publishable_x', 403, 'bad_jwt'],
  ])('is not shown to %s', async (_, token, status, code) => {
    const sent = token === undefined ? {} : { authorization: `Bearer ${token}` }
    const headers = { ...COMMON, ...sent }
    const response = await fetch(`${backend.url}/auth/v1/user`, { headers })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  })

  it('is not what the anon key stands for', async () => {
    const { error } = await client().auth.getUser(backend.anonKey)
    expect(error).toMatchObject({ status: 403, code: 'bad_jwt' })
  })

  it('merges new data into the old and drops what is set to null', async () => {
    const { supabase } = await signedUp()
    await supabase.auth.updateUser({ data: { a: 1, b: 2 } })
    const { data } = await supabase.auth.updateUser({ data: { b: null, c: 3 } })
    expect(data.user?.user_metadata).toEqual({ a: 1, c: 3 })
  })

  it('changes the password, which ends the other sessions and not this one', async () => {
    const { supabase, email, password } = await signedUp()
    const other = client()
    await other.auth.signInWithPassword({ email, password })
    const same = await supabase.auth.updateUser({ password })
    expect(same.error).toMatchObject({ status: 422, code: 'same_password' })
    const changed = await supabase.auth.updateUser({ password: 'new password' })
    expect(changed.error).toBeNull()
    expect((await supabase.auth.getUser()).error).toBeNull()
    expect((await other.auth.getUser()).error?.name).toBe('AuthSessionMissingError')
    const old = await client().auth.signInWithPassword({ email, password })
    expect(old.error).toMatchObject({ code: 'invalid_credentials' })
    const fresh = await client().auth.signInWithPassword({ email, password: 'new password' })
    expect(fresh.error).toBeNull()
  })

  it('who is anonymous keeps the id when adding an address and a password', async () => {
    const supabase = client()
    const { data: before } = await supabase.auth.signInAnonymously()
    const alone = await supabase.auth.updateUser({ password: 'correct horse' })
    expect(alone.error).toMatchObject({ status: 422, code: 'validation_failed' })
    const email = newAddress()
    const { data, error } = await supabase.auth.updateUser({ email, password: 'correct horse' })
    expect(error).toBeNull()
    expect(data.user).toMatchObject({
      id: before.user?.id,
      email,
      is_anonymous: false,
      app_metadata: { provider: 'email' },
      identities: [{ provider: 'email' }],
    })
    const { data: later } = await client().auth.signInWithPassword({
      email,
      password: 'correct horse',
    })
    expect(later.user?.id).toBe(before.user?.id)
  })

  it("is not changed when the project's own trigger refuses, which the log explains", async () => {
    const { supabase, user } = await signedUp()
    await backend.sql(`
      create table public.handles (name text unique);
      insert into public.handles values ('taken');
      create function public.rename() returns trigger language plpgsql
        as $$ begin insert into public.handles values ('taken'); return new; end $$;
      create trigger on_auth_user_updated before update of email on auth.users
        for each row execute function public.rename();`)
    try {
      const { error } = await supabase.auth.updateUser({ email: newAddress() })
      expect(error).toMatchObject({ status: 500, message: 'Error updating user' })
      expect(warnings.join()).toContain('handles_name_key')
      expect((await supabase.auth.getUser()).data.user?.email).toBe(user.email)
    } finally {
      await backend.sql('drop function public.rename() cascade; drop table public.handles')
    }
  })

  it("cannot take somebody else's address", async () => {
    const one = await signedUp()
    const two = await signedUp()
    const { error } = await two.supabase.auth.updateUser({ email: one.email })
    expect(error).toMatchObject({ status: 422, code: 'email_exists' })
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

describe('the service key', () => {
  it('makes, lists, shows and deletes users', async () => {
    const { admin } = client(backend.serviceKey).auth
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
    const { error } = await client(backend.serviceKey).auth.admin.createUser({ email })
    expect(error).toMatchObject({ status: 422, code: 'email_exists' })
  })

  it('can make a user who must confirm the address first', async () => {
    const credentials = { email: newAddress(), password: 'correct horse' }
    await client(backend.serviceKey).auth.admin.createUser(credentials)
    const { error } = await client().auth.signInWithPassword(credentials)
    expect(error).toMatchObject({ status: 400, code: 'email_not_confirmed' })
  })

  it('is what the anon key and users are not', async () => {
    const { supabase, session } = await signedUp()
    const { error } = await client().auth.admin.listUsers()
    expect(error).toMatchObject({ status: 403, code: 'not_admin' })
    const response = await fetch(`${backend.url}/auth/v1/admin/users`, {
      headers: { apikey: backend.serviceKey, authorization: `Bearer ${session.access_token}` },
    })
    expect(response.status).toBe(403)
    await supabase.auth.signOut()
  })
})

describe('a migration written for Supabase', () => {
  it('makes a profile for each new user and loses it with the user', async () => {
    await backend.sql(`
      create table public.profiles (
        id uuid primary key references auth.users (id) on delete cascade, name text);
      alter table public.profiles enable row level security;
      create policy own on public.profiles for select to authenticated using (auth.uid() = id);
      create function public.handle_new_user() returns trigger
        language plpgsql security definer set search_path = '' as $$
        begin
          insert into public.profiles values (new.id, new.raw_user_meta_data ->> 'name');
          return new;
        end $$;
      create trigger on_auth_user_created after insert on auth.users
        for each row execute procedure public.handle_new_user();`)
    const { data } = await client().auth.signInAnonymously({ options: { data: { name: 'Ada' } } })
    const id = data.user?.id ?? ''
    const profiles = () => backend.sql('select name from public.profiles where id = $1', [id])
    expect((await profiles()).rows).toEqual([{ name: 'Ada' }])
    await client(backend.serviceKey).auth.admin.deleteUser(id)
    expect((await profiles()).rows).toEqual([])
    await backend.sql('drop function public.handle_new_user() cascade')
  })

  it('gives users no way to read auth.users', async () => {
    const { rows } = await backend.sql(`
      select r, has_table_privilege(r, t.oid, 'select') or has_table_privilege(r, t.oid, 'insert') as may
      from unnest(array['anon', 'authenticated', 'service_role']) r, pg_class t
      where t.relnamespace = 'auth'::regnamespace and t.relkind = 'r' group by 1, 2`)
    expect(rows.map(row => row['may'])).toEqual(['f', 'f', 'f'])
  })
})

it('never writes a token, a password or an address into its log', async () => {
  const { session, password, email } = await signedUp()
  const log = warnings.join('\n')
  for (const secret of [session.access_token, session.refresh_token, password, email]) {
    expect(log).not.toContain(secret)
  }
})

it('tells what it can do without a key', async () => {
  const read = async (path: string): Promise<unknown> =>
    (await fetch(`${backend.url}/auth/v1${path}`)).json()
  expect(await read('/.well-known/jwks.json')).toMatchObject({ keys: [{ alg: 'ES256' }] })
  expect(await read('/health')).toMatchObject({ name: 'GoTrue' })
  expect(await read('/settings')).toMatchObject({ external: { anonymous_users: true } })
})
