import type { BackendReport } from '@everfresh/core'
import { manualClock } from '@everfresh/core/testing'
import { afterEach, describe, expect, test, vi } from 'vitest'
import { observeFetch } from './fetch-observer.ts'

/** The time at which each request is made. */
const NOW = 1_000_000
const TASKS = 'https://project.supabase.co/rest/v1/tasks?select=*'

type Answer = (...request: Parameters<typeof fetch>) => Promise<Response>

/** What is reported of one request, and what was asked of `fetch`. */
async function ask(
  answer: Answer,
  ...[input = TASKS, init]: [input?: RequestInfo | URL, init?: RequestInit]
) {
  const asked: (RequestInit | undefined)[] = []
  const clock = manualClock()
  clock.advance(NOW)
  const observer = observeFetch(clock, (...request) => {
    asked.push(request[1])
    return answer(...request)
  })
  const reports: BackendReport[] = []
  observer.reports.subscribe(report => void reports.push(report))
  const response = await observer.fetch(input, init).catch((error: unknown) => error)
  return { reports, response, asked }
}

const answers =
  (status: number, headers: Record<string, string> = {}): Answer =>
  async () =>
    new Response(null, { status, headers })
const fails =
  (error: unknown): Answer =>
  () =>
    Promise.reject(error)

describe('what is reported of a request', () => {
  test.each([200, 204, 206, 304, 400, 403, 404, 406, 409])(
    'P4: %i: the backend is there',
    async status => {
      expect((await ask(answers(status))).reports).toEqual([{ type: 'answered' }])
    },
  )

  test.each([429, 500, 502, 503, 520, 544])('P4: %i: it failed', async status => {
    expect((await ask(answers(status))).reports).toEqual([{ type: 'failed' }])
  })

  test('P4: 401 is a matter of auth', async () => {
    expect((await ask(answers(401))).reports).toEqual([{ type: 'unauthorized' }])
  })

  test('P4: no answer: it failed, and the caller sees the error', async () => {
    const error = new TypeError('Failed to fetch')
    const { reports, response } = await ask(fails(error))
    expect(reports).toEqual([{ type: 'failed' }])
    expect(response).toBe(error)
  })

  test('P4: no answer within the caller’s own limit: it failed', async () => {
    const signal = AbortSignal.abort(new DOMException('too slow', 'TimeoutError'))
    const { reports } = await ask(fails(signal.reason), TASKS, { signal })
    expect(reports).toEqual([{ type: 'failed' }])
  })

  test.each([
    ['its caller', AbortSignal.abort()],
    ['its caller, for a reason', AbortSignal.abort('left the page')],
  ])('P4: given up by %s: nothing', async (_, signal) => {
    expect((await ask(fails(signal.reason), TASKS, { signal })).reports).toEqual([])
    expect((await ask(fails(signal.reason), new Request(TASKS, { signal }))).reports).toEqual([])
  })

  test.each([
    ['7', 7_000],
    ['0', 0],
    [new Date(NOW + 90_000).toUTCString(), 90_000],
    [new Date(NOW - 5_000).toUTCString(), 0],
  ])('P4: Retry-After %s is %i ms', async (value, retryAfterMs) => {
    const { reports } = await ask(answers(503, { 'Retry-After': value }))
    expect(reports).toEqual([{ type: 'failed', retryAfterMs }])
  })

  test('P4: a Retry-After that cannot be read is none', async () => {
    const { reports } = await ask(answers(503, { 'Retry-After': 'soon' }))
    expect(reports).toEqual([{ type: 'failed' }])
  })

  test.each([
    'https://project.supabase.co/auth/v1/token',
    'https://project.supabase.co/storage/v1/object/pictures/rest/v1/tasks',
    'https://project.supabase.co/functions/v1/render',
    'https://project.supabase.co/realtime/v1/api/broadcast',
    'https://elsewhere.example/?of=/rest/v1/tasks',
  ])('P4: %s is not the backend that the queries read', async address => {
    const { reports, asked } = await ask(answers(503), address, { method: 'GET' })
    expect(reports).toEqual([])
    expect(asked).toEqual([{ method: 'GET' }])
  })

  test('P4: a listener that throws does not harm the request, nor the next listener', async () => {
    const observer = observeFetch(manualClock(), answers(200))
    const reported: unknown[] = []
    vi.stubGlobal('reportError', (error: unknown) => void reported.push(error))
    const reports: BackendReport[] = []
    const undo = observer.reports.subscribe(() => {
      throw new Error('of the listener')
    })
    observer.reports.subscribe(report => void reports.push(report))
    expect((await observer.fetch(TASKS)).status).toBe(200)
    undo()
    await observer.fetch(TASKS)
    expect(reports).toHaveLength(2)
    expect(reported).toHaveLength(1)
  })
})

describe('what is asked of fetch', () => {
  afterEach(() => void vi.unstubAllGlobals())

  test.each([
    ['GET', undefined],
    ['GET', { method: 'GET' }],
    ['HEAD', { method: 'HEAD' }],
  ])('P4: a refetch (%s) is not answered from the HTTP cache', async (_, init) => {
    const { asked } = await ask(answers(200), TASKS, init)
    expect(asked).toEqual([{ ...init, cache: 'no-store', signal: expect.any(AbortSignal) }])
  })

  test('P4: a write, and a read that names a cache mode, are passed on as they are', async () => {
    const write = { method: 'POST', body: '{}' }
    expect((await ask(answers(201), TASKS, write)).asked).toEqual([write])
    const read = { cache: 'reload' } as const
    const { asked } = await ask(answers(200), new URL(TASKS), read)
    expect(asked).toEqual([{ ...read, signal: expect.any(AbortSignal) }])
  })

  test('C8: a question to the feed that a dead network swallowed is sent again, and bears no name', async () => {
    const sent: (RequestInit | undefined)[] = []
    const swallow = (_: unknown, init?: RequestInit): Promise<Response> => {
      sent.push(init)
      return sent.length === 1 ? new Promise(() => undefined) : answers(200)('')
    }
    const name = () => ({ init: { headers: { 'x-everfresh-origin': 'tab.1' } }, wrote: 'tab.1' })
    const observer = observeFetch(manualClock(), swallow, name)
    const question = 'https://project.supabase.co/rest/v1/rpc/changes_since'
    const asked = observer.fetch(question, { method: 'POST', body: '{"scopes":["list:a"]}' })
    observer.doubt()
    expect((await asked).status).toBe(200)
    const once = { method: 'POST', body: '{"scopes":["list:a"]}', cache: 'no-store' }
    expect(sent).toEqual([0, 1].map(() => ({ ...once, signal: expect.anything() })))
  })

  test('P4: without a fetch of the app’s own it is the one that is global at that moment', async () => {
    const observer = observeFetch(manualClock())
    const reports: BackendReport[] = []
    observer.reports.subscribe(report => void reports.push(report))
    vi.stubGlobal('fetch', answers(503))
    await observer.fetch(TASKS)
    expect(reports).toEqual([{ type: 'failed' }])
  })
})
