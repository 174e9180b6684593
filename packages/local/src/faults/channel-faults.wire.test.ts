import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fault } from './fault.ts'
import { listen, openFaultStage, SUBSCRIBED, type FaultStage, type Heard } from './testing/stage.ts'

const PATIENCE = { timeout: 10_000 }

let stage: FaultStage
beforeAll(async () => {
  stage = await openFaultStage()
})
afterAll(() => stage.stop())
afterEach(() => stage.leave())

const hears = (heard: Heard, ids: readonly number[]): Promise<void> =>
  expect.poll(() => heard.ids, PATIENCE).toEqual(ids)

describe('changes', () => {
  it.each<[Fault, readonly number[]]>([
    [{ type: 'frame-skip' }, [3, 4]],
    [{ type: 'frame-duplicate', times: 3 }, [1, 1, 1, 2, 2, 2, 3, 4]],
    [{ type: 'frame-duplicate' }, [1, 1, 2, 2, 3, 4]],
    [{ type: 'frame-reorder' }, [2, 1, 3, 4]],
  ])('are spoilt as often as was asked: %j', async (fault, ids) => {
    const { follow } = await stage.person()
    const heard = await follow()
    const handle = stage.faults.add(fault, { count: 2 })
    await stage.write(1, 2, 3, 4)
    await hears(heard, ids)
    expect(handle.strikes()).toBe(2)
  })

  it('come when the fault ends, and later ones pass them', async () => {
    const { follow } = await stage.person()
    const heard = await follow()
    const delay = stage.faults.add({ type: 'frame-delay' }, { count: 2 })
    await stage.write(1, 2, 3)
    await hears(heard, [3])
    delay.remove()
    await hears(heard, [3, 1, 2])
  })

  it('come late by themselves', async () => {
    const { follow } = await stage.person()
    const heard = await follow()
    stage.faults.add({ type: 'frame-delay', ms: 1 })
    await stage.write(1, 2)
    await hears(heard, [1, 2])
  })

  it('of a window that is not full come when the fault ends', async () => {
    const { follow } = await stage.person()
    const heard = await follow()
    const reorder = stage.faults.add({ type: 'frame-reorder', window: 3 })
    await stage.write(1, 2, 3, 4, 5)
    await hears(heard, [3, 2, 1])
    await expect.poll(() => reorder.strikes(), PATIENCE).toBe(5)
    reorder.remove()
    await hears(heard, [3, 2, 1, 5, 4])
  })

  it('that are held do not come to a channel that was left', async () => {
    const { follow } = await stage.person()
    const heard = await follow()
    const delay = stage.faults.add({ type: 'frame-delay' })
    await stage.write(1)
    await expect.poll(() => delay.strikes(), PATIENCE).toBe(1)
    await heard.channel.unsubscribe()
    delay.remove()
    const again = await follow('another')
    await stage.write(2)
    await hears(again, [2])
    expect(heard.ids).toEqual([])
  })

  it('meet one fault after the other, in the order of their addition', async () => {
    const { follow } = await stage.person()
    const heard = await follow()
    stage.faults.add({ type: 'frame-duplicate' })
    stage.faults.add({ type: 'frame-reorder', window: 4 })
    await stage.write(1, 2)
    await hears(heard, [2, 2, 1, 1])
    stage.faults.reset()
    stage.faults.add({ type: 'frame-reorder', window: 2 })
    stage.faults.add({ type: 'frame-skip' }, { count: 1 })
    await stage.write(3, 4)
    await hears(heard, [2, 2, 1, 1, 3])
  })

  it('are lost to one user, one topic or one table only', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const [first, second, theirs] = await Promise.all([
      a.follow('first'),
      a.follow('second'),
      b.follow('first'),
    ])
    const tasks = await b.follow('tasks', 'tasks')
    const skip = stage.faults.add({ type: 'frame-skip' }, { user: a.id, topic: 'first' })
    await stage.write(1)
    await Promise.all([hears(second, [1]), hears(theirs, [1])])
    expect(first.ids).toEqual([])
    skip.remove()
    stage.faults.add({ type: 'frame-skip' }, { table: 'public.notes' })
    await stage.write(2)
    await stage.backend.sql('insert into tasks (id) values (3)')
    await hears(tasks, [3])
    stage.faults.reset()
    await stage.write(4)
    await Promise.all([hears(first, [4]), hears(second, [1, 4]), hears(theirs, [1, 4])])
  })
})

describe('what else a channel is told', () => {
  it('broadcasts come in another order, while changes keep theirs', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const [speaker, heard] = await Promise.all([a.follow(), b.follow()])
    stage.faults.add({ type: 'frame-reorder', what: 'broadcasts' }, { user: b.id })
    for (const n of [1, 2]) {
      await speaker.channel.send({ type: 'broadcast', event: 'said', payload: { n } })
    }
    await stage.write(1, 2)
    await expect.poll(() => heard.broadcasts, PATIENCE).toEqual([{ n: 2 }, { n: 1 }])
    await hears(heard, [1, 2])
  })

  it('the notice that changes flow is lost, while they do', async () => {
    const { supabase } = await stage.person()
    stage.faults.add({ type: 'frame-skip', what: 'system' }, { topic: 'room' })
    const heard = listen(supabase, 'room')
    const watched = await (await stage.person()).follow('watched')
    await expect
      .poll(async () => {
        await stage.backend.sql('insert into notes select coalesce(max(id), 0) + 1 from notes')
        return heard.ids.length
      }, PATIENCE)
      .toBeGreaterThan(0)
    expect(heard.systems).toEqual([])
    expect(watched.systems).toEqual([SUBSCRIBED])
  })

  it('a join is not answered, and the client gives up', async () => {
    const { supabase } = await stage.person()
    const skip = stage.faults.add({ type: 'frame-skip', what: 'replies' }, { topic: 'room' })
    const statuses: string[] = []
    supabase.channel('room').subscribe(status => statuses.push(status), 500)
    await expect.poll(() => skip.strikes(), PATIENCE).toBeGreaterThan(0)
    await expect.poll(() => statuses, PATIENCE).toContain('TIMED_OUT')
    expect(statuses).not.toContain('SUBSCRIBED')
    await (await stage.person()).follow('another')
  })

  it('who is present is not told', async () => {
    const { supabase } = await stage.person()
    const skip = stage.faults.add({ type: 'frame-skip', what: 'presence' })
    const channel = supabase.channel('room', { config: { presence: { key: 'me' } } })
    const synced: unknown[] = []
    channel.on('presence', { event: 'sync' }, () => synced.push(channel.presenceState()))
    await new Promise<void>(resolve => {
      channel.subscribe(status => status === 'SUBSCRIBED' && resolve())
    })
    expect(await channel.track({ here: true })).toBe('ok')
    await expect.poll(() => skip.strikes(), PATIENCE).toBe(2)
    expect(synced).toEqual([])
  })
})

describe('a join', () => {
  const REASON = 'Unauthorized: You do not have permissions to read from this Channel topic: room'

  it('is refused to one user in the server’s words, and to nobody once it is mended', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    stage.faults.add({ type: 'join-refuse', reason: REASON }, { user: a.id, topic: 'room' })
    const refused = new Promise<string | undefined>(resolve => {
      a.supabase.channel('room').subscribe((status, error) => {
        if (status === 'CHANNEL_ERROR') resolve(error?.message)
      })
    })
    expect(await refused).toContain(REASON)
    await b.follow()
    await a.follow('other')
    stage.faults.reset()
    await expect.poll(() => a.supabase.getChannels()[0]?.state, PATIENCE).toBe('joined')
  })

  it('is refused late, and the whole socket stands still or goes on meanwhile', async () => {
    const { supabase, follow } = await stage.person()
    const heard = await follow()
    const refuse = { type: 'join-refuse', reason: REASON, delayMs: 86_400_000 } as const
    const late = stage.faults.add({ ...refuse, blocking: false }, { topic: 'late' })
    supabase.channel('late').subscribe()
    await expect.poll(() => late.strikes(), PATIENCE).toBe(1)
    await stage.write(1)
    await hears(heard, [1])
    const blocking = stage.faults.add(refuse, { topic: 'blocking' })
    supabase.channel('blocking').subscribe()
    await expect.poll(() => blocking.strikes(), PATIENCE).toBe(1)
    const other = await (await stage.person()).follow()
    await stage.write(2)
    await hears(other, [2])
    expect(heard.ids).toEqual([1])
  })
})

describe('a channel', () => {
  it('is ended for one user, as above the limit of messages', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const [heard, theirs] = await Promise.all([a.follow(), b.follow()])
    expect(stage.faults.limitChannels({ user: a.id })).toBe(1)
    await expect.poll(() => heard.systems, PATIENCE).toContain('Too many messages per second')
    await expect.poll(() => heard.statuses, PATIENCE).toContain('CLOSED')
    expect(theirs.statuses).toEqual(['SUBSCRIBED'])
  })

  it('is closed or crashes, as many as were asked for', async () => {
    const { follow } = await stage.person()
    const [first, second] = [await follow('first'), await follow('second')]
    expect(stage.faults.closeChannels({ count: 1 })).toBe(1)
    await expect.poll(() => first.statuses, PATIENCE).toContain('CLOSED')
    expect(stage.faults.crashChannels({ topic: 'second' })).toBe(1)
    await expect.poll(() => second.statuses, PATIENCE).toContain('CHANNEL_ERROR')
    expect(stage.faults.closeChannels({ topic: 'third' })).toBe(0)
  })

  it('is subscribed anew by a restart of the engine: what commits meanwhile is lost', async () => {
    const { follow } = await stage.person()
    const [heard, theirs] = [await follow(), await follow('theirs')]
    // The question with which it subscribes waits meanwhile, so the gap is as long as this test wants it.
    const pause = stage.faults.add({ type: 'database-pause' }, { count: 1 })
    expect(stage.faults.restartEngine({ topic: 'room' })).toBe(1)
    expect(stage.faults.restartEngine({ topic: 'other' })).toBe(0)
    await expect.poll(() => pause.strikes(), PATIENCE).toBeGreaterThan(0)
    await stage.write(1)
    // Only what has left the database by then is lost.
    await hears(theirs, [1])
    pause.remove()
    await expect.poll(() => heard.systems, PATIENCE).toEqual([SUBSCRIBED, SUBSCRIBED])
    await stage.write(2)
    await expect.poll(() => heard.ids, PATIENCE).toContain(2)
    expect(heard.ids.includes(1)).toBe(false)
  })
})
