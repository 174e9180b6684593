import { request as httpRequest, type IncomingMessage } from 'node:http'
import { connect, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import WebSocket from 'ws'
import { testBackend, type LocalBackend } from '../testing/index.ts'
import { listen, type ListenOptions, type Listener } from './listen.ts'

let backend: LocalBackend
beforeAll(async () => {
  backend = await testBackend()
  await backend.sql('create table public.notes (id int primary key, body text)')
})
afterAll(() => backend.stop())

const MB = 1024 * 1024

/** What comes back for bytes on a connection, until the server closes it. */
function say(port: number, ...texts: readonly string[]): Promise<string> {
  return new Promise((resolve, reject) => {
    const socket: Socket = connect(port, '127.0.0.1')
    const heard: Buffer[] = []
    socket.on('data', data => heard.push(data))
    socket.on('error', reject)
    socket.on('close', () => resolve(Buffer.concat(heard).toString()))
    for (const text of texts) socket.write(text)
  })
}

const portOf = (url: string): number => Number(new URL(url).port)

const stillAnswers = async (): Promise<void> => {
  const answer = await fetch(`${backend.url}/rest/v1/notes`)
  expect(await answer.json()).toEqual([])
}

describe('a request that is too large', () => {
  it('by its URL is refused with 414, on a socket too', async () => {
    const long = `/rest/v1/notes?id=in.(${'1,'.repeat(9_000)}1)`
    const answer = await fetch(`${backend.url}${long}`)
    expect(answer.status).toBe(414)
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
    expect(await answer.json()).toMatchObject({ code: 'uri_too_long' })
    const address = `${backend.url.replace('http', 'ws')}/realtime/v1/websocket?apikey=`
    const socket = new WebSocket(`${address}${'a'.repeat(17_000)}`)
    const refused = await new Promise<IncomingMessage>(resolve =>
      socket.once('unexpected-response', (_, response) => resolve(response)),
    )
    expect(refused.statusCode).toBe(414)
    socket.on('error', () => undefined).terminate()
    await stillAnswers()
  })

  it('by the size or the number of its headers is refused with 431', async () => {
    const big = `GET / HTTP/1.1\r\nHost: a\r\nX-Big: ${'a'.repeat(70_000)}\r\n\r\n`
    expect(await say(portOf(backend.url), big)).toMatch(/^HTTP\/1.1 431 .*"headers_too_large"/s)
    const lines = Array.from({ length: 101 }, (_, i) => `X-${i}: 1\r\n`).join('')
    const many = `GET / HTTP/1.1\r\nHost: a\r\n${lines}\r\n`
    expect(await say(portOf(backend.url), many)).toMatch(/^HTTP\/1.1 431 .*"headers_too_large"/s)
    await stillAnswers()
  })

  it.each([
    ['rest', '/rest/v1/notes', 11, { code: 'too_large', details: null, hint: null }],
    ['auth', '/auth/v1/signup', 2, { error_code: 'request_too_large', msg: expect.any(String) }],
    ['storage', '/storage/v1/bucket', 2, { statusCode: '413', code: 'EntityTooLarge' }],
    ['realtime', '/realtime/v1/api/broadcast', 5, { message: expect.any(String) }],
  ])('by its body is refused in the words of %s', async (_, path, megabytes, words) => {
    const headers = { 'content-type': 'application/json', apikey: backend.serviceKey }
    const body = `{"a":"${'a'.repeat(megabytes * MB)}"}`
    const whole = await fetch(`${backend.url}${path}`, { method: 'POST', headers, body })
    // Storage answers 400 to every mistake, and says the status in the body.
    expect([400, 413]).toContain(whole.status)
    expect(await whole.json()).toMatchObject(words)
    const chunked = await new Promise<IncomingMessage>((resolve, reject) => {
      const request = httpRequest(`${backend.url}${path}`, { method: 'POST', headers }, resolve)
      request.on('error', reject)
      request.write(body.slice(0, MB))
      request.end(body.slice(MB))
    })
    chunked.resume()
    expect(chunked.statusCode).toBe(whole.status)
    await stillAnswers()
  })
})

describe('a client that misbehaves is no failure of the backend', () => {
  const warnings: string[] = []
  let watched: LocalBackend
  beforeAll(async () => {
    watched = await testBackend({ warn: line => void warnings.push(line) })
  })
  afterAll(() => watched.stop())

  it.each([
    '/rest/v1/rpc/a',
    '/auth/v1/signup',
    '/storage/v1/bucket',
    '/realtime/v1/api/broadcast',
  ])('when it goes away in the middle of a body for %s', async path => {
    const head = `POST ${path} HTTP/1.1\r\nHost: localhost\r\napikey: ${watched.serviceKey}\r\n`
    await new Promise<void>(resolve => {
      const socket = connect(portOf(watched.url), '127.0.0.1')
      socket.on('error', () => undefined).on('close', () => resolve())
      socket.resume().end(`${head}Content-Length: 100\r\n\r\n{"half"`)
    })
    expect(warnings).toEqual([])
  })

  it.each([
    ['/auth/v1/signup', '{"data":', '}'],
    ['/storage/v1/object/list/b', '{"prefix":', '}'],
    ['/realtime/v1/api/broadcast', '{"messages":[{"topic":"a","event":"b","payload":{"a":', '}}]}'],
  ])('when its JSON for %s is nested without end', async (path, before, after) => {
    const body = `${before}${'['.repeat(20_000)}${']'.repeat(20_000)}${after}`
    const headers = { 'content-type': 'application/json', apikey: watched.serviceKey }
    const answer = await fetch(`${watched.url}${path}`, { method: 'POST', headers, body })
    expect([400, 422]).toContain(answer.status)
    expect(warnings).toEqual([])
  })

  it('when a frame is nested without end: it is passed over like every malformed one', async () => {
    const address = `${watched.url.replace('http', 'ws')}/realtime/v1/websocket`
    const socket = new WebSocket(`${address}?apikey=${watched.anonKey}&vsn=2.0.0`)
    await new Promise(resolve => socket.once('open', resolve))
    const heard = new Promise(resolve =>
      socket.once('message', data => resolve((data as Buffer).toString())),
    )
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    socket.send(`["1","1","realtime:a","phx_join",{"config":{"postgres_changes":[{"a":${deep}}]}}]`)
    socket.send('[null,"2","phoenix","heartbeat",{}]')
    expect(await heard).toMatch(/"2","phoenix","phx_reply"/)
    expect(warnings).toEqual([])
    socket.terminate()
  })
})

describe('a connection', () => {
  const opened: Listener[] = []
  afterAll(() => Promise.all(opened.map(each => each.close())))
  const open = async (limits: ListenOptions['limits'] = {}): Promise<number> => {
    const listener = await listen(0, { limits })
    opened.push(listener)
    listener.serve({
      fetch: async request => new Response(String((await request.text()).length)),
      upgrade: (_, socket) => socket.destroy(),
    })
    return portOf(listener.origin)
  }

  it('whose headers never end is told so and closed', async () => {
    const port = await open({ headersMs: 50, requestMs: 50, lookMs: 10 })
    expect(await say(port, 'GET / HTTP/1.1\r\nHost: a\r\nX-Slow: ')).toMatch(/^HTTP\/1.1 408 /)
  })

  it('whose body never ends is told so and closed', async () => {
    const port = await open({ headersMs: 50, requestMs: 50, lookMs: 10 })
    const head = 'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n'
    expect(await say(port, head, 'half')).toMatch(/^HTTP\/1.1 408 .*"request_timeout"/s)
  })

  it.each([
    'nonsense\r\n\r\n',
    'GET / HTTP/1.1\r\n\u0000: a\r\n\r\n',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 3\r\nTransfer-Encoding: chunked\r\n\r\nabc',
    'POST / HTTP/1.1\r\nHost: a\r\nContent-Length: -1\r\n\r\n',
    'GET /rest/v1/notes HTTP/1.1\r\nHost: l.1\r\n\r\n',
    'GET / HTTP/1.0\r\n\r\n',
  ])('that speaks no HTTP (%j) is told so and closed', async text => {
    expect(await say(portOf(backend.url), text)).toMatch(/^HTTP\/1.1 400 /)
    await stillAnswers()
  })

  it('over the most there may be is closed, and the others go on', async () => {
    const port = await open({ connections: 1 })
    const first = connect(port, '127.0.0.1')
    await new Promise(resolve => first.once('connect', resolve))
    expect(await say(port, '')).toBe('')
    const answer = new Promise(resolve => first.once('data', resolve))
    first.write('GET / HTTP/1.1\r\nHost: a\r\n\r\n')
    expect(String(await answer)).toMatch(/^HTTP\/1.1 200 /)
    first.destroy()
  })
})

describe('the address', () => {
  it('is of this machine only unless told otherwise, which is warned of in one sentence', async () => {
    const warnings: string[] = []
    const warn = (line: string): void => void warnings.push(line)
    const closed = await testBackend({ warn })
    await closed.stop()
    expect(warnings).toEqual([])
    const opened = await testBackend({ warn, host: '0.0.0.0', faults: true })
    expect(warnings).toEqual([
      expect.stringMatching(
        /^The backend listens at 0\.0\.0\.0, .*keys are published, .*everything/,
      ),
    ])
    expect(opened.url).toMatch(/^http:\/\/127\.0\.0\.1:/)
    expect((await fetch(`${opened.url}/rest/v1/nothing`)).status).toBe(404)
    await opened.stop()
  })

  it.skipIf(outerAddress() === undefined)(
    'open to others still lets only this machine set faults',
    async () => {
      const opened = await testBackend({ warn: () => undefined, host: '0.0.0.0', faults: true })
      const { port } = new URL(opened.url)
      const from = (address: string): Promise<number | undefined> =>
        new Promise((resolve, reject) => {
          const options = { host: address, port, path: '/_everfresh/faults' }
          httpRequest({ ...options, headers: { host: `localhost:${port}` } }, answer => {
            answer.resume()
            resolve(answer.statusCode)
          })
            .on('error', reject)
            .end()
        })
      expect(await from('127.0.0.1')).toBe(200)
      expect(await from(outerAddress() ?? '')).toBe(403)
      await opened.stop()
    },
  )

  it('must be one of this machine', async () => {
    for (const host of ['192.0.2.1', 'no.such.host.invalid']) {
      await expect(listen(0, { host })).rejects.toMatchObject({
        code: 'bad-option',
        message: expect.stringContaining(`"${host}"`),
      })
    }
  })
})

function outerAddress(): string | undefined {
  const all = Object.values(networkInterfaces()).flatMap(each => each ?? [])
  return all.find(each => each.family === 'IPv4' && !each.internal)?.address
}
