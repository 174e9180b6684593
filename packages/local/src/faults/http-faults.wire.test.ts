import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { FaultScope } from './fault.ts'
import { openFaultStage, type FaultStage } from './testing/stage.ts'

let stage: FaultStage
beforeAll(async () => {
  stage = await openFaultStage()
})
afterAll(() => stage.stop())
afterEach(() => stage.leave())

describe('a request', () => {
  it('is answered with a status, and a browser may read how long to wait', async () => {
    const { faults, backend } = stage
    faults.add({ type: 'http-error', service: 'rest', status: 503, retryAfter: 7, message: 'No.' })
    const { status, error } = await stage.stranger().from('notes').select()
    expect([status, error?.message]).toEqual([503, 'No.'])
    const headers = { origin: 'http://localhost:1', apikey: backend.anonKey }
    const answer = await fetch(`${backend.url}/rest/v1/notes`, { headers })
    expect(answer.headers.get('retry-after')).toBe('7')
    expect(answer.headers.get('access-control-allow-origin')).toBe('*')
  })

  it('fails in one service while the others go on, or in all of them', async () => {
    const { faults } = stage
    const { supabase } = await stage.person()
    const outcomes = async (): Promise<readonly boolean[]> =>
      Promise.all([
        supabase.auth.getUser().then(({ error }) => error === null),
        supabase.storage.listBuckets().then(({ error }) => error === null),
        supabase
          .from('notes')
          .select()
          .then(({ error }) => error === null),
      ])
    const auth = faults.add({ type: 'http-error', service: 'auth', status: 500 })
    expect(await outcomes()).toEqual([false, true, true])
    auth.remove()
    const storage = faults.add({ type: 'http-error', service: 'storage', status: 429 })
    expect(await outcomes()).toEqual([true, false, true])
    storage.remove()
    faults.add({ type: 'http-error', status: 502 })
    expect(await outcomes()).toEqual([false, false, false])
  })

  it('is never answered, and nothing is done; the next one is', async () => {
    const { faults, backend } = stage
    const hang = faults.add({ type: 'http-hang' }, { method: 'POST', count: 1 })
    const given = new AbortController()
    const supabase = stage.stranger()
    let isSettled = false
    const lost = supabase
      .from('notes')
      .insert({ id: 1 })
      .abortSignal(given.signal)
      .then(({ error }) => {
        isSettled = true
        return error
      })
    await expect.poll(() => hang.strikes()).toBe(1)
    expect((await supabase.from('notes').insert({ id: 2 })).error).toBe(null)
    hang.remove()
    expect((await supabase.from('notes').select()).data).toMatchObject([{ id: 2 }])
    expect(isSettled).toBe(false)
    given.abort()
    expect((await lost)?.message).toContain('AbortError')
    const { rows } = await backend.sql('select id from notes')
    expect(rows).toEqual([{ id: '2' }])
  })

  it('waits until the fault ends, or for a time, and is done then', async () => {
    const { faults, backend } = stage
    const slow = faults.add({ type: 'http-slow' })
    const written = stage.stranger().from('notes').insert({ id: 1 })
    const settled = written.then(({ status }) => status)
    await expect.poll(() => slow.strikes()).toBe(1)
    expect((await backend.sql('select from notes')).rows).toEqual([])
    slow.remove()
    expect(await settled).toBe(201)
    const brief = faults.add({ type: 'http-slow', ms: 20 })
    expect((await stage.stranger().from('notes').select()).data).toMatchObject([{ id: 1 }])
    expect(brief.strikes()).toBe(1)
  })

  it('is carried out though its answer is lost', async () => {
    const { faults } = stage
    faults.add({ type: 'http-lost' }, { method: 'POST', count: 1 })
    const supabase = stage.stranger()
    const { error } = await supabase.from('notes').insert({ id: 1 })
    expect(error?.message).toContain('fetch failed')
    // Whoever tries again is told that it was written.
    expect((await supabase.from('notes').insert({ id: 1 })).error?.code).toBe('23505')
  })

  it('is cut in the middle of its answer', async () => {
    const { faults } = stage
    const { supabase } = await stage.person()
    await stage.write(1, 2, 3)
    faults.add({ type: 'http-cut' }, { path: '/rest/v1/notes', count: 1 })
    const { data, error } = await supabase.from('notes').select()
    expect(data).toBe(null)
    expect(error?.message).toContain('terminated')
    const picture = supabase.storage.from('pictures')
    await stage.backend.sql('create policy p on storage.objects for all using (true)')
    await picture.upload('a.txt', new Blob(['abcdef']))
    faults.add({ type: 'http-cut', service: 'storage' }, { method: 'GET' })
    await expect(picture.download('a.txt')).rejects.toThrow('terminated')
  })

  it('with an answer that has no body loses it whole', async () => {
    stage.faults.add({ type: 'http-cut' }, { method: 'POST' })
    const { error } = await stage.stranger().from('notes').insert({ id: 1 })
    expect(error?.message).toContain('fetch failed')
    expect((await stage.backend.sql('select id from notes')).rows).toHaveLength(1)
  })
})

describe('the scope', () => {
  it('of a user is theirs alone, in every service', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const fault = stage.faults.add({ type: 'http-error', status: 500 }, { user: a.id })
    for (const [{ supabase }, isHit] of [
      [a, true],
      [b, false],
    ] as const) {
      expect((await supabase.from('notes').select()).status).toBe(isHit ? 500 : 200)
      expect((await supabase.auth.getUser()).error === null).toBe(!isHit)
      expect((await supabase.storage.listBuckets()).error === null).toBe(!isHit)
    }
    expect((await stage.stranger().from('notes').select()).status).toBe(200)
    expect(fault.strikes()).toBe(3)
  })

  it.each<FaultScope>([
    { table: 'notes' },
    { table: 'public.notes' },
    { path: '/rest/v1/notes' },
    { path: '*/no*s' },
  ])('of a table or a path leaves the others alone: %j', async scope => {
    const supabase = stage.stranger()
    stage.faults.add({ type: 'http-error', status: 500 }, scope)
    expect((await supabase.from('notes').select()).status).toBe(500)
    expect((await supabase.from('notes').insert({ id: 1 })).status).toBe(500)
    expect((await supabase.from('tasks').select()).status).toBe(200)
  })

  it('of a method leaves the others alone', async () => {
    const supabase = stage.stranger()
    stage.faults.add({ type: 'http-error', status: 500 }, { method: 'DELETE' })
    expect((await supabase.from('notes').delete().eq('id', 1)).status).toBe(500)
    expect((await supabase.from('notes').select()).status).toBe(200)
  })

  it('of a time holds from its beginning to its end', async () => {
    const { faults } = stage
    const supabase = stage.stranger()
    const read = async (): Promise<number> => (await supabase.from('notes').select()).status
    faults.add({ type: 'http-error', status: 500 }, { afterMs: 86_400_000 })
    expect([faults.list()[0]?.phase, await read()]).toEqual(['waiting', 200])
    faults.add({ type: 'http-error', status: 500 }, { afterMs: 10, forMs: 86_400_000 })
    await expect.poll(read).toBe(500)
    faults.reset()
    faults.add({ type: 'http-error', status: 500 }, { forMs: 10 })
    await expect.poll(read).toBe(200)
    expect(faults.list()[0]?.phase).toBe('over')
  })
})

describe('faults that are active together', () => {
  it('strike in the order in which they were added', async () => {
    const { faults } = stage
    const supabase = stage.stranger()
    const slow = faults.add({ type: 'http-slow', ms: 1 })
    const first = faults.add({ type: 'http-error', status: 500 }, { count: 1 })
    const second = faults.add({ type: 'http-error', status: 429 })
    const afterwards = faults.add({ type: 'http-slow', ms: 1 })
    const read = async (): Promise<number> => (await supabase.from('notes').select()).status
    expect([await read(), await read()]).toEqual([500, 429])
    const struck = [slow, first, second, afterwards].map(each => each.strikes())
    expect(struck).toEqual([2, 1, 1, 0])
    first.remove()
    second.remove()
    expect(await read()).toBe(200)
    expect(afterwards.strikes()).toBe(1)
  })

  it('of which one spoils the answer that another has given', async () => {
    stage.faults.add({ type: 'http-lost' })
    stage.faults.add({ type: 'http-error', status: 500 })
    const { error } = await stage.stranger().from('notes').select()
    expect(error?.message).toContain('fetch failed')
  })

  it('cross services: a write is slow while realtime is off, and all is mended at once', async () => {
    const { faults } = stage
    const { supabase, follow } = await stage.person()
    await follow()
    faults.set({ realtime: 'off' })
    const slow = faults.add({ type: 'http-slow' }, { table: 'notes' })
    const written = supabase
      .from('notes')
      .insert({ id: 1 })
      .then(({ status }) => status)
    await expect.poll(() => slow.strikes()).toBe(1)
    faults.reset()
    expect(await written).toBe(201)
    expect(faults.list()).toEqual([])
  })
})

it('a backend stops at once with requests that hang and that wait', async () => {
  const own = await openFaultStage()
  const hang = own.faults.add({ type: 'http-hang' }, { method: 'GET' })
  const slow = own.faults.add({ type: 'http-slow' })
  const asked = own.stranger()
  const outcomes = [asked.from('notes').select(), asked.from('notes').insert({ id: 1 })]
  const settled = Promise.all(outcomes.map(each => each.then(({ status }) => status)))
  await expect.poll(() => [hang.strikes(), slow.strikes()]).toEqual([1, 1])
  await own.backend.stop()
  expect((await settled)[0]).toBe(0)
})
