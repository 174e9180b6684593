import type { SupabaseClient } from '@supabase/supabase-js'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import { type LocalBackend, testBackend } from '../testing/index.ts'
import { clientOf } from './testing/client.ts'

let symmetric: LocalBackend
let asymmetric: LocalBackend

beforeAll(async () => {
  symmetric = await testBackend()
  asymmetric = await testBackend({ jwtAlgorithm: 'ES256' })
  for (const backend of [symmetric, asymmetric]) {
    await backend.sql(`
      create table public.notes (id int primary key, owner uuid default auth.uid());
      alter table public.notes enable row level security;
      create policy own on public.notes to authenticated using (owner = auth.uid());
      create policy own on storage.objects to authenticated using (owner_id = auth.uid()::text);
      insert into storage.buckets (id, name) values ('files', 'files');`)
  }
})

afterAll(() => Promise.all([symmetric.stop(), asymmetric.stop()]))

async function joins(supabase: SupabaseClient): Promise<string> {
  const status = await new Promise<string>(resolve => supabase.channel('a').subscribe(resolve))
  await supabase.removeAllChannels()
  return status
}

describe('getClaims', () => {
  it('checks a token with ES256 against the published key, without asking about the user', async () => {
    const asked = vi.fn(fetch)
    const supabase = clientOf(asymmetric, asymmetric.anonKey, asked)
    const { data } = await supabase.auth.signInAnonymously()
    asked.mockClear()
    const { data: checked, error } = await supabase.auth.getClaims()
    expect(error).toBeNull()
    expect(checked?.header).toMatchObject({ alg: 'ES256' })
    expect(checked?.claims).toMatchObject({ sub: data.user?.id, is_anonymous: true })
    expect(asked.mock.calls.map(([url]) => url)).toEqual([
      `${asymmetric.url}/auth/v1/.well-known/jwks.json`,
    ])
  })

  it('refuses such a token once it was tampered with', async () => {
    const supabase = clientOf(asymmetric)
    const { data } = await supabase.auth.signInAnonymously()
    const [head, body = '', signature] = (data.session?.access_token ?? '').split('.')
    const claims = JSON.parse(Buffer.from(body, 'base64url').toString()) as object
    const forged = Buffer.from(JSON.stringify({ ...claims, role: 'service_role' }))
    const { error } = await supabase.auth.getClaims(
      `${head}.${forged.toString('base64url')}.${signature}`,
    )
    expect(error).toMatchObject({ code: 'invalid_jwt' })
  })

  it('asks about the user of a token with HS256', async () => {
    const asked = vi.fn(fetch)
    const supabase = clientOf(symmetric, symmetric.anonKey, asked)
    await supabase.auth.signInAnonymously()
    asked.mockClear()
    const { data } = await supabase.auth.getClaims()
    expect(data?.header).toEqual({ alg: 'HS256', typ: 'JWT' })
    expect(asked.mock.calls.map(([url]) => url)).toEqual([`${symmetric.url}/auth/v1/user`])
  })
})

describe('a token with ES256', () => {
  it('is good for rows, files, changes and its user, and so is one with HS256', async () => {
    for (const backend of [symmetric, asymmetric]) {
      const supabase = clientOf(backend)
      await supabase.auth.signInAnonymously()
      expect((await supabase.from('notes').insert({ id: 1 })).error).toBeNull()
      expect((await supabase.from('notes').select('id')).data).toEqual([{ id: 1 }])
      expect((await supabase.storage.from('files').upload('a.txt', 'a')).error).toBeNull()
      expect(await joins(supabase)).toBe('SUBSCRIBED')
      expect((await supabase.auth.getUser()).error).toBeNull()
    }
  })

  it('is good after the backend was started with the other algorithm', async () => {
    const { data } = await clientOf(asymmetric).auth.signInAnonymously()
    const response = await fetch(`${symmetric.url}/rest/v1/notes`, {
      headers: { apikey: symmetric.anonKey, authorization: `Bearer ${data.session?.access_token}` },
    })
    expect(response.status).toBe(200)
  })
})

describe('the opaque keys', () => {
  it('do what the demo keys do, everywhere', async () => {
    const published = clientOf(symmetric, symmetric.publishableKey)
    expect((await published.from('notes').select()).data).toEqual([])
    expect((await published.storage.from('files').list()).data).toEqual([])
    expect(await joins(published)).toBe('SUBSCRIBED')
    expect((await published.auth.signInAnonymously()).error).toBeNull()
    expect((await published.from('notes').insert({ id: 7 })).error).toBeNull()
    const secret = clientOf(symmetric, symmetric.secretKey)
    expect((await secret.from('notes').select('id').eq('id', 7)).data).toEqual([{ id: 7 }])
    expect((await secret.storage.listBuckets()).data).toMatchObject([{ id: 'files' }])
    expect(await joins(secret)).toBe('SUBSCRIBED')
    expect((await secret.auth.admin.listUsers()).error).toBeNull()
  })

  it('of another project open nothing', async () => {
    const stranger = clientOf(symmetric, 'sb_secret_abc')
    expect(await stranger.from('notes').select()).toMatchObject({
      status: 401,
      error: { code: 'PGRST301' },
    })
    expect((await stranger.storage.listBuckets()).error).toMatchObject({ statusCode: '403' })
    expect((await stranger.auth.admin.listUsers()).error).toMatchObject({ code: 'bad_jwt' })
    const response = await fetch(`${symmetric.url}/realtime/v1/api/broadcast`, {
      method: 'POST',
      headers: { apikey: 'sb_secret_abc', 'content-type': 'application/json' },
      body: '{"messages":[]}',
    })
    expect(response.status).toBe(401)
  })
})
