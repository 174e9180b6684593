import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { DEMO_SECRET } from '../../src/http/keys.ts'
import { createTokens } from '../../src/http/tokens.ts'
import { connectRaw, joinFrame } from '../../src/realtime/testing/raw-client.ts'
import { testBackend, type LocalBackend } from '../../src/testing/index.ts'
import { forgedClaims, forgedRoles, forgedSignatures, type Forged } from './forged-tokens.ts'

const tokens = await createTokens(Date.now)
const known = {
  secret: DEMO_SECRET,
  service: tokens.serviceKey,
  publicKey: tokens.publicKeys[0] ?? {},
  now: Math.floor(Date.now() / 1000),
}
const signatures = forgedSignatures(known)
const claims = forgedClaims(known)
const roles = forgedRoles(known)
const named = (list: readonly Forged[]): readonly (readonly [string, string])[] =>
  list.map(({ name, token }) => [name, token])

let backend: LocalBackend
const warnings: string[] = []
beforeAll(async () => {
  backend = await testBackend({ warn: line => void warnings.push(line) })
  await backend.sql(`
    create table public.notes (id int primary key);
    insert into public.notes values (1);
    alter publication supabase_realtime add table public.notes;
    insert into storage.buckets (id, name) values ('box', 'box');
    create policy every_box on storage.buckets for select using (true);`)
})
afterAll(() => backend.stop())

const isSendable = (token: string): boolean => /^[\u0021-\u007e]+$/.test(token)

/** The status, and the body's own where Storage answers 400 to everything. */
async function statusOf(path: string, token: string): Promise<number> {
  const headers = { apikey: backend.anonKey, authorization: `Bearer ${token}` }
  const answer = await fetch(`${backend.url}${path}`, { headers })
  const body = (await answer.json()) as { statusCode?: string }
  return body.statusCode === undefined ? answer.status : Number(body.statusCode)
}

describe.each([
  ['rest', '/rest/v1/notes', 401],
  ['auth', '/auth/v1/user', 403],
  ['auth for admins', '/auth/v1/admin/users', 403],
  ['storage', '/storage/v1/bucket', 403],
] as const)('%s', (service, path, refused) => {
  it('lets in the bearer of a good token', async () => {
    const good = service === 'auth' ? await signedUp() : backend.serviceKey
    expect(await statusOf(path, good)).toBe(200)
  })

  it('refuses every token that is not from here, or claims what it must not', async () => {
    const sent = [...signatures, ...claims].filter(({ token }) => isSendable(token))
    const statuses: [string, number][] = []
    for (const { name, token } of sent) statuses.push([name, await statusOf(path, token)])
    expect(statuses).toEqual(sent.map(({ name }) => [name, refused]))
  })

  it.skipIf(service === 'auth')('refuses every role that is not for requests', async () => {
    const statuses: [string, number][] = []
    for (const { name, token } of roles) statuses.push([name, await statusOf(path, token)])
    expect(statuses.filter(([, status]) => status !== 401 && status !== 403)).toEqual([])
  })
})

describe('realtime', () => {
  const open = (key: string): Promise<number> =>
    new Promise(resolve => {
      const address = `${backend.url.replace('http', 'ws')}/realtime/v1/websocket`
      const socket = new WebSocket(`${address}?vsn=2.0.0&apikey=${encodeURIComponent(key)}`)
      socket.on('open', () => {
        socket.close()
        resolve(101)
      })
      socket.on('unexpected-response', (_, response) => {
        resolve(response.statusCode ?? 0)
        socket.on('error', () => undefined).terminate()
      })
    })

  it('refuses every such token at the handshake', async () => {
    const all = [...signatures, ...claims]
    const statuses: [string, number][] = []
    for (const { name, token } of all) statuses.push([name, await open(token)])
    expect(statuses).toEqual(all.map(({ name }) => [name, 401]))
  })

  it('refuses every such token at a join, and in a push ends the channel', async () => {
    for (const [name, token] of named([...signatures, ...claims])) {
      const client = await connectRaw({ url: backend.url, context: { tokens: backend } })
      client.send(joinFrame('a', { token }))
      client.send(joinFrame('b', { ref: '2' }))
      client.send(['2', '3', 'realtime:b', 'access_token', { access_token: token }])
      const joined = await client.event('a', 'phx_reply')
      expect([name, joined[4]]).toMatchObject([name, { status: 'error' }])
      expect((await client.event('b', 'phx_close'))[1]).toBe('2')
      client.close()
    }
  })

  it('serves nothing to a role that is not for requests', async () => {
    const binding = { event: '*', schema: 'public', table: 'notes' }
    // `authenticator` is who it is, but has no rights.
    const others = roles.filter(({ name }) => name !== 'the role "authenticator"')
    for (const [name, token] of named(others)) {
      const client = await connectRaw({ url: backend.url, context: { tokens: backend } })
      client.send(joinFrame('a', { token, postgres_changes: [binding] }))
      client.send(joinFrame('b', { token, private: true, ref: '2' }))
      expect([name, (await client.event('b', 'phx_reply'))[4]]).toMatchObject([
        name,
        { status: 'error' },
      ])
      const [first] = [await client.event('a', 'phx_reply')]
      const isRefused = (first[4] as { status: string }).status === 'error'
      if (!isRefused) {
        expect([name, (await client.event('a', 'system'))[4]]).toMatchObject([
          name,
          { status: 'error' },
        ])
      }
      client.close()
    }
  })
})

it('nobody’s forged token is a failure of the backend', () => {
  expect(warnings).toEqual([])
})

async function signedUp(): Promise<string> {
  const headers = { apikey: backend.anonKey }
  const answer = await fetch(`${backend.url}/auth/v1/signup`, {
    method: 'POST',
    headers,
    body: '{}',
  })
  return ((await answer.json()) as { access_token: string }).access_token
}
