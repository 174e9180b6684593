import { describe, expect, it } from 'vitest'
import { claimsOf, COMMON, prepareAuthStage } from './testing/stage.ts'

const stage = prepareAuthStage()
const { client, newAddress, signedUp } = stage

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
    expect(session.expires_at).toBe(Math.floor(stage.now() / 1000) + 600)
  })

  it('puts into the access token what policies and realtime read', async () => {
    const { session, user } = await signedUp()
    expect(claimsOf(session.access_token)).toEqual({
      iss: `${stage.backend.url}/auth/v1`,
      sub: user.id,
      aud: 'authenticated',
      exp: session.expires_at,
      iat: Math.floor(stage.now() / 1000),
      email: user.email,
      phone: '',
      app_metadata: user.app_metadata,
      user_metadata: {},
      role: 'authenticated',
      aal: 'aal1',
      amr: [{ method: 'password', timestamp: Math.floor(stage.now() / 1000) }],
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
    await stage.backend.sql(`
      create function public.refuse() returns trigger language plpgsql
        as $$ begin raise exception 'no profile for you'; end $$;
      create trigger on_auth_user_created after insert on auth.users
        for each row execute function public.refuse();`)
    try {
      const { error } = await client().auth.signInAnonymously()
      expect(error).toMatchObject({ status: 500, message: 'Database error saving new user' })
      expect(stage.warnings.join()).toContain('no profile for you')
    } finally {
      await stage.backend.sql('drop function public.refuse() cascade')
    }
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
    stage.advance(601_000)
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
    const response = await fetch(`${stage.backend.url}/auth/v1/user`, { headers })
    expect(response.status).toBe(status)
    expect(await response.json()).toMatchObject({ code })
  })

  it('is not what the anon key stands for', async () => {
    const { error } = await client().auth.getUser(stage.backend.anonKey)
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
    await stage.backend.sql(`
      create table public.handles (name text unique);
      insert into public.handles values ('taken');
      create function public.rename() returns trigger language plpgsql
        as $$ begin insert into public.handles values ('taken'); return new; end $$;
      create trigger on_auth_user_updated before update of email on auth.users
        for each row execute function public.rename();`)
    try {
      const { error } = await supabase.auth.updateUser({ email: newAddress() })
      expect(error).toMatchObject({ status: 500, message: 'Error updating user' })
      expect(stage.warnings.join()).toContain('handles_name_key')
      expect((await supabase.auth.getUser()).data.user?.email).toBe(user.email)
    } finally {
      await stage.backend.sql('drop function public.rename() cascade; drop table public.handles')
    }
  })

  it("cannot take somebody else's address", async () => {
    const one = await signedUp()
    const two = await signedUp()
    const { error } = await two.supabase.auth.updateUser({ email: one.email })
    expect(error).toMatchObject({ status: 422, code: 'email_exists' })
  })
})

describe('a migration written for Supabase', () => {
  it('makes a profile for each new user and loses it with the user', async () => {
    await stage.backend.sql(`
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
    const profiles = () => stage.backend.sql('select name from public.profiles where id = $1', [id])
    expect((await profiles()).rows).toEqual([{ name: 'Ada' }])
    await client(stage.backend.serviceKey).auth.admin.deleteUser(id)
    expect((await profiles()).rows).toEqual([])
    await stage.backend.sql('drop function public.handle_new_user() cascade')
  })

  it('gives users no way to read auth.users', async () => {
    const { rows } = await stage.backend.sql(`
      select r, has_table_privilege(r, t.oid, 'select') or has_table_privilege(r, t.oid, 'insert') as may
      from unnest(array['anon', 'authenticated', 'service_role']) r, pg_class t
      where t.relnamespace = 'auth'::regnamespace and t.relkind = 'r' group by 1, 2`)
    expect(rows.map(row => row['may'])).toEqual(['f', 'f', 'f'])
  })
})

it('never writes a token, a password or an address into its log', async () => {
  const { session, password, email } = await signedUp()
  const log = stage.warnings.join('\n')
  for (const secret of [session.access_token, session.refresh_token, password, email]) {
    expect(log).not.toContain(secret)
  }
})
