import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openFaultStage, SUBSCRIBED, type FaultStage } from './testing/stage.ts'

const PATIENCE = { timeout: 10_000 }

let stage: FaultStage
beforeAll(async () => {
  stage = await openFaultStage({ warn: () => undefined })
})
afterAll(() => stage.stop())
afterEach(() => stage.leave())

describe('a database that pauses', () => {
  it('lets requests hang and changes wait; both go on when it is back, and nothing is lost', async () => {
    const { supabase, follow } = await stage.person()
    const heard = await follow()
    const pause = stage.faults.add({ type: 'database-pause' })
    const written = supabase
      .from('notes')
      .insert({ id: 1 })
      .then(({ status }) => status)
    await expect.poll(() => pause.strikes(), PATIENCE).toBe(1)
    // What writes past the backend is told of late.
    await stage.write(2)
    await expect.poll(() => pause.strikes(), PATIENCE).toBe(2)
    expect(heard.ids).toEqual([])
    pause.remove()
    expect(await written).toBe(201)
    await expect.poll(() => heard.ids.toSorted((a, b) => a - b), PATIENCE).toEqual([1, 2])
  })

  it('hangs for one user only', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const pause = stage.faults.add({ type: 'database-pause' }, { user: a.id })
    const read = a.supabase
      .from('notes')
      .select()
      .then(({ status }) => status)
    await expect.poll(() => pause.strikes(), PATIENCE).toBe(1)
    expect((await b.supabase.from('notes').select()).status).toBe(200)
    stage.faults.reset()
    expect(await read).toBe(200)
  })
})

describe('what the database streams', () => {
  it('is down: what commits meanwhile is lost, and nobody is told', async () => {
    const { follow } = await stage.person()
    const heard = await follow()
    const down = stage.faults.add({ type: 'poller-down' })
    await stage.write(1, 2)
    down.remove()
    let id = 2
    await expect
      .poll(async () => {
        await stage.write((id += 1))
        return heard.ids.length
      }, PATIENCE)
      .toBeGreaterThan(0)
    expect(heard.ids).not.toContain(1)
    expect(heard.ids).not.toContain(2)
    expect([heard.systems, heard.statuses]).toEqual([[SUBSCRIBED], ['SUBSCRIBED']])
  })

  it('is cut once, and opens again on other slots', async () => {
    const { follow } = await stage.person()
    await follow()
    const slots = async (): Promise<readonly unknown[]> =>
      (
        await stage.backend.sql(
          'select slot_name from pg_replication_slots where database = current_database() and active',
        )
      ).rows.map(row => row['slot_name'])
    await expect.poll(slots, PATIENCE).toHaveLength(2)
    const before = await slots()
    expect(stage.faults.killPoller()).toBe(2)
    expect(stage.faults.killPoller()).toBe(0)
    await expect
      .poll(async () => (await slots()).filter(slot => !before.includes(slot)).length, PATIENCE)
      .toBe(2)
  })
})

describe('a token', () => {
  it('has run out for one user in every service; the next one is good', async () => {
    const [a, b] = await Promise.all([stage.person(), stage.person()])
    const [heard, theirs] = await Promise.all([a.follow(), b.follow()])
    const expire = stage.faults.add({ type: 'token-expire' }, { user: a.id })
    await expect.poll(() => heard.systems, PATIENCE).toContain('Token has expired 0 seconds ago')
    const { status, error } = await a.supabase.from('notes').select()
    expect([status, error?.code]).toEqual([401, 'PGRST303'])
    expect((await a.supabase.auth.getUser()).error?.code).toBe('bad_jwt')
    expect((await a.supabase.storage.listBuckets()).error).not.toBe(null)
    expect((await b.supabase.from('notes').select()).status).toBe(200)
    expect((await stage.stranger().from('notes').select()).status).toBe(200)
    expect(theirs.statuses).toEqual(['SUBSCRIBED'])

    expect((await a.supabase.auth.refreshSession()).error).toBe(null)
    expect((await a.supabase.from('notes').select()).status).toBe(200)
    await a.follow('again')
    expect(expire.strikes()).toBeGreaterThanOrEqual(4)
  })

  it('is good again when the fault ends', async () => {
    const { supabase } = await stage.person()
    // One that was good a moment ago is no less struck.
    expect((await supabase.from('notes').select()).status).toBe(200)
    const expire = stage.faults.add({ type: 'token-expire' })
    expect((await supabase.from('notes').select()).status).toBe(401)
    expire.remove()
    expect((await supabase.from('notes').select()).status).toBe(200)
  })

  it('runs out on a channel alone, and a join with it succeeds', async () => {
    const { supabase, follow } = await stage.person()
    const heard = await follow()
    expect(stage.faults.expireTokens({ topic: 'room' })).toBe(1)
    await expect.poll(() => heard.statuses, PATIENCE).toContain('CLOSED')
    expect((await supabase.from('notes').select()).status).toBe(200)
    await follow('again')
  })
})
