import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Fault, FaultScope } from './fault.ts'
import { openFaultStage, SUBSCRIBED, type FaultStage, type Heard } from './testing/stage.ts'

// What the database says is lost before it reaches anyone, and nobody is told.

const PATIENCE = { timeout: 10_000 }

let stage: FaultStage
beforeAll(async () => {
  stage = await openFaultStage({ warn: () => undefined })
})
afterAll(() => stage.stop())
afterEach(() => stage.leave())

/** Broadcasts from the database, to everyone in the room. */
const send = async (...numbers: readonly number[]): Promise<void> => {
  for (const n of numbers) {
    const payload = JSON.stringify({ n, id: 'one' })
    await stage.backend.sql(`select realtime.send($1, 'said', 'room', false)`, [payload])
  }
}
const numbers = ({ broadcasts }: Heard): readonly unknown[] =>
  broadcasts.map(payload => (payload as { readonly n: number }).n)
const hears = async (
  heard: Heard,
  ids: readonly number[],
  sent: readonly number[],
): Promise<void> => {
  await expect.poll(() => [heard.ids, numbers(heard)], PATIENCE).toEqual([ids, sent])
  expect([heard.systems, heard.statuses]).toEqual([[SUBSCRIBED], ['SUBSCRIBED']])
}
/** Until something that was written after the fault comes, after which nothing earlier can come. */
const untilHeard = async (
  heard: () => number,
  write: (n: number) => Promise<void>,
): Promise<void> => {
  const before = heard()
  let n = 100
  await expect
    .poll(async () => {
      await write((n += 1))
      return heard()
    }, PATIENCE)
    .toBeGreaterThan(before)
}

describe('what commits is lost to everyone', () => {
  it.each<[Fault, FaultScope, readonly number[], readonly number[]]>([
    [{ type: 'stream-skip' }, { count: 2 }, [3], [1, 2, 3]],
    [{ type: 'stream-skip' }, { table: 'tasks' }, [1, 2, 3], [1, 2, 3]],
    [{ type: 'stream-skip', what: 'broadcasts' }, { count: 2 }, [1, 2, 3], [3]],
    [{ type: 'stream-skip', what: 'broadcasts' }, { topic: 'hall' }, [1, 2, 3], [1, 2, 3]],
  ])('as much as was asked: %j %j', async (fault, scope, ids, sent) => {
    const heard = await Promise.all([
      (await stage.person()).follow(),
      (await stage.person()).follow(),
    ])
    const skip = stage.faults.add(fault, scope)
    await stage.write(1, 2, 3)
    await send(1, 2, 3)
    for (const each of heard) await hears(each, ids, sent)
    expect(skip.strikes()).toBe(6 - ids.length - sent.length)
  })

  it('while what clients say themselves is heard', async () => {
    const [a, b] = [await stage.person(), await stage.person()]
    const [speaker, heard] = [await a.follow(), await b.follow()]
    stage.faults.add({ type: 'stream-skip', what: 'broadcasts' })
    await send(1)
    await speaker.channel.send({ type: 'broadcast', event: 'said', payload: { n: 2 } })
    await stage.write(1)
    await hears(heard, [1], [2])
  })
})

describe('what commits above a limit is lost to everyone', () => {
  it('changes, while broadcasts go on, until the limit is raised', async () => {
    const heard = await (await stage.person()).follow()
    const limit = stage.faults.add({ type: 'rate-limit', perSecond: 0 })
    await stage.write(1, 2)
    await send(1)
    await expect.poll(() => limit.strikes(), PATIENCE).toBe(2)
    limit.remove()
    await stage.write(3)
    await hears(heard, [3], [1])
  })

  it('broadcasts from the database, while changes go on', async () => {
    const heard = await (await stage.person()).follow()
    const limit = stage.faults.add({ type: 'rate-limit', what: 'broadcasts', perSecond: 0 })
    await send(1, 2)
    await stage.write(1)
    await expect.poll(() => limit.strikes(), PATIENCE).toBe(2)
    limit.remove()
    await send(3)
    await hears(heard, [1], [3])
  })

  it('not what is below it', async () => {
    const heard = await (await stage.person()).follow()
    const limits = (['changes', 'broadcasts'] as const).map(what =>
      stage.faults.add({ type: 'rate-limit', what, perSecond: 1_000 }),
    )
    await stage.write(1)
    await send(1)
    await hears(heard, [1], [1])
    expect(limits.map(each => each.strikes())).toEqual([0, 0])
  })
})

describe('one of the two streams is down', () => {
  it('broadcasts are lost but kept, changes come', async () => {
    const heard = await (await stage.person()).follow()
    const down = stage.faults.add({ type: 'poller-down', what: 'broadcasts' })
    await send(1)
    await stage.write(1)
    await hears(heard, [1], [])
    down.remove()
    await untilHeard(() => heard.broadcasts.length, send)
    expect(numbers(heard)).not.toContain(1)
    const { rows } = await stage.backend.sql(
      `select payload ->> 'n' as n from realtime.messages where topic = 'room' order by inserted_at desc`,
    )
    expect(rows.map(({ n }) => n)).toContain('1')
  })

  it('changes are lost, broadcasts come', async () => {
    const heard = await (await stage.person()).follow()
    const down = stage.faults.add({ type: 'poller-down', what: 'changes' })
    await stage.write(1)
    await send(1)
    await hears(heard, [], [1])
    down.remove()
    await untilHeard(
      () => heard.ids.length,
      n => stage.write(n),
    )
    expect(heard.ids).not.toContain(1)
  })

  it('a join is told that broadcasts flow only when they do again', async () => {
    await (await stage.person()).follow()
    const down = stage.faults.add({ type: 'poller-down', what: 'broadcasts' })
    const { supabase } = await stage.person()
    const systems: string[] = []
    const config = { broadcast: { replication_ready: true } }
    const joined = new Promise<void>(resolve => {
      supabase
        .channel('room', { config: config as object })
        .on('system', {}, ({ message }: { message: string }) => systems.push(message))
        .subscribe(status => status === 'SUBSCRIBED' && resolve())
    })
    await joined
    await stage.backend.sql('select 1')
    expect(systems).toEqual([])
    down.remove()
    await expect.poll(() => systems, PATIENCE).toEqual(['Replication connection established'])
  })

  it('is cut once: the other goes on, and it opens again on another slot', async () => {
    const heard = await (await stage.person()).follow()
    const slot = async (name: string): Promise<unknown> =>
      (
        await stage.backend.sql(
          `select slot_name from pg_replication_slots
            where database = current_database() and active and slot_name like $1`,
          [`everfresh_${name}_%`],
        )
      ).rows[0]?.['slot_name']
    const before = { changes: await slot('changes'), broadcasts: await slot('broadcasts') }
    expect(stage.faults.killPoller({ what: 'broadcasts' })).toBe(1)
    expect(stage.faults.killPoller({ what: 'broadcasts' })).toBe(0)
    await expect.poll(() => slot('broadcasts'), PATIENCE).not.toBe(before.broadcasts)
    expect(await slot('changes')).toBe(before.changes)
    await untilHeard(() => heard.broadcasts.length, send)
    await stage.write(1)
    await expect.poll(() => heard.ids, PATIENCE).toEqual([1])
  })
})
