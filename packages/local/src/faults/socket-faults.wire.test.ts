import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openFaultStage, type FaultStage } from './testing/stage.ts'

const PATIENCE = { timeout: 10_000 }

let stage: FaultStage
beforeAll(async () => {
  stage = await openFaultStage()
})
afterAll(() => stage.stop())
afterEach(() => stage.leave())

describe('a handshake', () => {
  it.each([401, 403, 429])(
    'is refused with %i, as often as was asked, and tried again',
    async status => {
      const person = await stage.person()
      const refuse = stage.faults.add(
        { type: 'handshake-refuse', status, retryAfter: 1, message: 'Too many' },
        { count: 2 },
      )
      const heard = await person.follow()
      expect(refuse.strikes()).toBe(2)
      expect(heard.statuses).toContain('CHANNEL_ERROR')
      expect(heard.statuses.at(-1)).toBe('SUBSCRIBED')
      const other = stage.faults.add({
        type: 'handshake-refuse',
        status,
        retryAfter: 9,
        message: 'No',
      })
      expect(await stage.knock()).toMatchObject({ status, retryAfter: '9', body: '{"error":"No"}' })
      expect(other.strikes()).toBe(1)
    },
  )

  it('is never answered while open sockets go on', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const heard = await a.follow()
    const hang = stage.faults.add({ type: 'handshake-hang' }, { count: 1 })
    b.supabase.realtime.connect()
    await expect.poll(() => hang.strikes(), PATIENCE).toBe(1)
    expect(b.supabase.realtime.isConnected()).toBe(false)
    await stage.write(1)
    await expect.poll(() => heard.ids, PATIENCE).toEqual([1])
    await (await stage.person()).follow()
    expect(b.supabase.realtime.isConnecting()).toBe(true)
  })
})

describe('a socket', () => {
  it('of one user is cut, and comes back by itself; the other stays', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const [heard, theirs] = await Promise.all([a.follow(), b.follow()])
    expect(stage.faults.dropSockets({ user: a.id, code: 1006 })).toBe(1)
    await expect
      .poll(() => heard.statuses, PATIENCE)
      .toEqual(['SUBSCRIBED', 'CHANNEL_ERROR', 'SUBSCRIBED'])
    expect(theirs.statuses).toEqual(['SUBSCRIBED'])
    expect(stage.faults.dropSockets({ topic: 'elsewhere' })).toBe(0)
  })

  it('of one user falls silent and stays open, while another’s goes on', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const [heard, theirs] = await Promise.all([a.follow(), b.follow()])
    const half = stage.faults.add({ type: 'half-open' }, { user: a.id })
    expect(half.strikes()).toBe(1)
    await stage.write(1)
    await expect.poll(() => theirs.ids, PATIENCE).toEqual([1])
    expect(heard.ids).toEqual([])
    expect(a.supabase.realtime.isConnected()).toBe(true)
    // Its handshakes are served: what the network does to one connection it does not do to all.
    await (await stage.person()).follow()
  })

  it('is silenced once, as many as were asked for', async () => {
    const [a, b] = [await stage.person(), await stage.person()]
    const [heard, theirs] = [await a.follow('counted'), await b.follow('counted')]
    expect(stage.faults.silenceSockets({ topic: 'counted', count: 1 })).toBe(1)
    await stage.write(1)
    await expect.poll(() => theirs.ids, PATIENCE).toEqual([1])
    expect(heard.ids).toEqual([])
  })

  it('gets no answer to its heartbeats while changes flow, until the client gives it up', async () => {
    const person = await stage.person()
    const heard = await person.follow()
    const beats: string[] = []
    person.supabase.realtime.onHeartbeat(status => beats.push(status))
    const ignore = stage.faults.add({ type: 'heartbeat-ignore' }, { user: person.id })
    await person.supabase.realtime.sendHeartbeat()
    await expect.poll(() => ignore.strikes(), PATIENCE).toBe(1)
    await stage.write(1)
    await expect.poll(() => heard.ids, PATIENCE).toEqual([1])
    expect(beats).toEqual(['sent'])
    await person.supabase.realtime.sendHeartbeat()
    await expect.poll(() => beats, PATIENCE).toContain('timeout')
    await expect.poll(() => heard.statuses.length, PATIENCE).toBeGreaterThan(1)
  })
})

it('realtime is off for a time while REST goes on: sockets, handshakes, and broadcasts over HTTP', async () => {
  const person = await stage.person()
  const heard = await person.follow()
  const off = stage.faults.add({ type: 'realtime-off' })
  await expect.poll(() => heard.statuses, PATIENCE).toContain('CHANNEL_ERROR')
  await expect.poll(() => off.strikes(), PATIENCE).toBeGreaterThan(1)
  expect((await person.supabase.from('notes').select()).status).toBe(200)
  const channel = person.supabase.channel('other')
  await expect(channel.httpSend('said', { n: 1 })).rejects.toThrow('Realtime is switched off')
  off.remove()
  await expect.poll(() => heard.statuses.at(-1), PATIENCE).toBe('SUBSCRIBED')
})
