import { get, request as httpRequest } from 'node:http'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import pg from 'pg'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { testBackend, type LocalBackend } from './testing/index.ts'

let backend: LocalBackend
beforeAll(async () => {
  backend = await testBackend({ faults: true })
  await backend.sql('create table public.notes (id int primary key, body text)')
  await backend.sql("insert into public.notes values (1, 'first')")
})
afterAll(() => backend.stop())
afterEach(() => backend.faults.reset())

const client = (): SupabaseClient =>
  createClient(backend.url, backend.anonKey, {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: WebSocket as never },
  })

const request = (path: string, init: RequestInit = {}): Promise<Response> =>
  fetch(`${backend.url}${path}`, init)

const handshake = (): Promise<WebSocket> =>
  new Promise((resolve, reject) => {
    const address = `${backend.url.replace('http', 'ws')}/realtime/v1/websocket`
    const socket = new WebSocket(`${address}?apikey=${backend.anonKey}&vsn=2.0.0`)
    socket.once('open', () => resolve(socket))
    socket.once('error', reject)
  })

const closed = (socket: WebSocket): Promise<number> =>
  new Promise(resolve => socket.once('close', resolve))

describe('the backend', () => {
  it('says on its first line what it is for, then what it serves', async () => {
    const lines = (await (await request('/')).text()).split('\n')
    expect(lines[0]).toMatch(/for development and tests only/)
    expect(lines.join(' ')).toMatch(/\/auth\/v1, \/rest\/v1, .*PostgreSQL 17\.\d+/)
  })

  it('introduces itself to programs as JSON, and to browsers as a page', async () => {
    const json = await request('/', { headers: { accept: 'application/json' } })
    expect(await json.json()).toMatchObject({
      name: '@everfresh/local',
      postgres: expect.stringMatching(/^17/),
    })
    const page = await request('/', { headers: { accept: 'text/html,*/*;q=0.8' } })
    expect(page.headers.get('content-type')).toMatch(/^text\/html/)
    expect((await request('/_everfresh/page/main.js')).headers.get('content-type')).toMatch(
      /^text\/javascript/,
    )
    expect((await request('/_everfresh/page/..%2F..%2Fpackage.json')).status).toBe(404)
  })

  it('serves every part to supabase-js', async () => {
    const supabase = client()
    expect((await supabase.from('notes').select('body')).data).toEqual([{ body: 'first' }])
    expect((await supabase.auth.signInAnonymously()).error).toBe(null)
    expect((await supabase.storage.listBuckets()).error).toBe(null)
    const socket = await handshake()
    socket.close()
    expect(await closed(socket)).toBe(1005)
  })

  it('lets a browser ask from any page, and read what clients need', async () => {
    const preflight = await request('/rest/v1/notes', {
      method: 'OPTIONS',
      headers: {
        origin: 'http://localhost:5173',
        'access-control-request-method': 'PATCH',
        'access-control-request-headers': 'apikey,authorization,prefer',
      },
    })
    expect(preflight.status).toBe(204)
    expect(preflight.headers.get('access-control-allow-origin')).toBe('*')
    expect(preflight.headers.get('access-control-allow-methods')).toContain('PATCH')
    for (const name of [
      'authorization',
      'apikey',
      'x-client-info',
      'prefer',
      'accept-profile',
      'x-everfresh-origin',
    ]) {
      expect(preflight.headers.get('access-control-allow-headers')).toContain(name)
    }
    const answer = await request('/rest/v1/notes', { headers: { origin: 'http://localhost:5173' } })
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    for (const name of [
      'content-range',
      'x-supabase-api-version',
      'x-sb-error-code',
      'retry-after',
    ]) {
      expect(answer.headers.get('access-control-expose-headers')).toContain(name)
    }
  })

  it('takes requests without a body, and with one of unknown length', async () => {
    const supabase = client()
    expect((await supabase.from('notes').insert({ id: 9, body: 'x' })).error).toBe(null)
    expect((await supabase.from('notes').delete().eq('id', 9)).status).toBe(204)
    const body = new Blob(['{"email":"a@b.example","password":"secret"}']).stream()
    const chunked = { method: 'POST', body, duplex: 'half' } as RequestInit
    expect((await request('/auth/v1/signup', chunked)).status).toBe(200)
  })

  it('refuses a body that is too large, told or untold', async () => {
    const block = new Uint8Array(1024 * 1024)
    const answerTo = (headers: Record<string, string>, blocks: number): Promise<unknown> =>
      new Promise(resolve => {
        const sending = httpRequest(`${backend.url}/rest/v1/notes`, { method: 'POST', headers })
        sending.on('error', () => undefined)
        sending.once('response', answer => resolve(answer.resume().statusCode))
        for (let sent = 0; sent < blocks; sent += 1) sending.write(block)
      })
    expect(await answerTo({ 'content-length': String(65 * block.length) }, 1)).toBe(413)
    expect(await answerTo({ 'transfer-encoding': 'chunked' }, 65)).toBe(413)
  })

  it('gives every answer an id, the one asked for if there is one', async () => {
    expect((await request('/')).headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/)
    const asked = await request('/', { headers: { 'x-request-id': 'abc' } })
    expect(asked.headers.get('x-request-id')).toBe('abc')
  })

  it('says what it serves to who asks for something else', async () => {
    const answer = await request('/functions/v1/x')
    expect(answer.status).toBe(404)
    expect(await answer.json()).toMatchObject({ message: expect.stringContaining('/rest/v1') })
  })

  it('refuses a socket at another address', async () => {
    const socket = new WebSocket(`${backend.url.replace('http', 'ws')}/elsewhere`)
    const refusal = await new Promise<Error>(resolve => socket.once('error', resolve))
    expect(refusal.message).toContain('404')
  })

  it('gives the database to other programs too', async () => {
    const other = new pg.Client(backend.databaseUrl)
    await other.connect()
    expect((await other.query('select body from notes')).rows).toEqual([{ body: 'first' }])
    await other.end()
  })
})

describe('a fault', () => {
  it('makes one part fail with a status and Retry-After, readable by a browser, until it is mended', async () => {
    backend.faults.set({ rest: { status: 503, retryAfter: 7 } })
    const answer = await request('/rest/v1/notes', { headers: { origin: 'http://localhost:1' } })
    expect(answer.status).toBe(503)
    expect(answer.headers.get('retry-after')).toBe('7')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect((await request('/auth/v1/health')).status).toBe(200)
    backend.faults.set({ rest: null })
    expect((await request('/rest/v1/notes')).status).toBe(200)
  })

  it('breaks auth and storage in the same way', async () => {
    backend.faults.set({ auth: { status: 500 }, storage: { status: 429 } })
    expect((await request('/auth/v1/health')).status).toBe(500)
    expect((await request('/storage/v1/bucket')).status).toBe(429)
    expect((await request('/rest/v1/notes')).status).toBe(200)
  })

  it('takes realtime away while REST goes on, and gives it back', async () => {
    const socket = await handshake()
    const end = closed(socket)
    backend.faults.set({ realtime: 'off' })
    expect(await end).toBe(1006)
    await expect(handshake()).rejects.toThrow('503')
    expect((await request('/rest/v1/notes')).status).toBe(200)
    backend.faults.reset()
    const back = await handshake()
    back.close()
  })

  it('closes every socket with the code that was asked for', async () => {
    const sockets = await Promise.all([handshake(), handshake()])
    const ends = sockets.map(closed)
    expect(backend.faults.dropSockets({ code: 4321 })).toBe(2)
    expect(await Promise.all(ends)).toEqual([4321, 4321])
  })
})

describe('the control API', () => {
  const nothing = { rest: null, auth: null, storage: null, realtime: 'on', joins: null }
  const put = (body: unknown, headers: Record<string, string> = {}): Promise<Response> =>
    request('/_everfresh/switches', { method: 'PUT', body: JSON.stringify(body), headers })

  it('shows, sets and mends faults', async () => {
    const set = await put({ rest: { status: 500 }, realtime: 'off' })
    const expected = {
      rest: { status: 500 },
      auth: null,
      storage: null,
      realtime: 'off',
      joins: null,
    }
    expect(await set.json()).toEqual(expected)
    expect(await (await request('/_everfresh/switches')).json()).toEqual(expected)
    await request('/_everfresh/faults', { method: 'DELETE' })
    expect(await (await request('/_everfresh/switches')).json()).toEqual(nothing)
  })

  it('drops sockets and says how many', async () => {
    const socket = await handshake()
    const end = closed(socket)
    const answer = await request('/_everfresh/acts/dropSockets', {
      method: 'POST',
      body: '{"code":1006}',
    })
    expect(await answer.json()).toEqual({ struck: 1 })
    expect(await end).toBe(1006)
  })

  it.each([
    [{ rset: null }, /no switch `rset`.*rest, auth, storage, realtime, joins/],
    [{ rest: { status: 200 } }, /`status`.*400 to 599/],
    [{ auth: { status: 503, retryAfter: -1 } }, /`retryAfter`/],
    [{ auth: { status: 503, retry: 1 } }, /no `retry`/],
    [{ storage: 'down' }, /`storage` must be a JSON object/],
    [{ realtime: false }, /`realtime`.*on, off, half-open, hang/],
    [{ joins: 'no' }, /`joins` must be a JSON object/],
    [{ joins: { reason: '' } }, /`reason`/],
    [{ joins: { reason: 'No', topic: 'a' } }, /no `topic`/],
    [[], /must be a JSON object/],
    [null, /must be a JSON object/],
  ])('explains what is wrong with %j and changes nothing', async (body, message) => {
    const answer = await put(body)
    expect(answer.status).toBe(400)
    expect(((await answer.json()) as { message: string }).message).toMatch(message)
    expect(backend.faults.state()).toEqual(nothing)
  })

  it('ends channels and says how many', async () => {
    for (const path of ['closeChannels', 'crashChannels', 'expireTokens']) {
      const answer = await request(`/_everfresh/acts/${path}`, { method: 'POST' })
      expect(await answer.json()).toEqual({ struck: 0 })
      const wrong = await request(`/_everfresh/acts/${path}`, {
        method: 'POST',
        body: '{"topic":1}',
      })
      expect(wrong.status).toBe(400)
      expect(((await wrong.json()) as { message: string }).message).toMatch(/`topic`/)
    }
  })

  it('explains what is wrong with a body that is no JSON, and with a close code', async () => {
    const broken = await request('/_everfresh/faults', { method: 'POST', body: '{' })
    expect(broken.status).toBe(400)
    const code = await request('/_everfresh/acts/dropSockets', {
      method: 'POST',
      body: '{"code":999}',
    })
    expect(code.status).toBe(400)
  })

  it.each([
    { origin: 'https://evil.example' },
    { origin: 'null' },
    { 'sec-fetch-site': 'cross-site' },
  ])('refuses a web site of elsewhere (%j)', async headers => {
    expect((await put({ rest: { status: 500 } }, headers as Record<string, string>)).status).toBe(
      403,
    )
    expect(backend.faults.state().rest).toBe(null)
  })

  it('refuses a name that somebody made point to this machine', async () => {
    const status = await new Promise(resolve => {
      get(`${backend.url}/_everfresh/faults`, { headers: { host: 'evil.example' } }, response => {
        response.resume()
        resolve(response.statusCode)
      })
    })
    expect(status).toBe(403)
  })

  it('is not there unless asked for', async () => {
    const plain = await testBackend()
    expect((await fetch(`${plain.url}/_everfresh/faults`)).status).toBe(404)
    await plain.stop()
  })
})
