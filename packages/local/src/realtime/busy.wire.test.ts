import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { openFaultStage, type FaultStage } from '../faults/testing/stage.ts'

const PATIENCE = { timeout: 10_000 }
/** As many as the connections that requests share. */
const REQUESTS = 20

let stage: FaultStage
beforeAll(async () => {
  stage = await openFaultStage({ warn: () => undefined })
  await stage.backend.sql(`
    create function wait() returns void language sql as 'select pg_advisory_xact_lock(1)';`)
})
afterAll(() => stage.stop())

it('requests that hold every connection hold up no change and no join', async () => {
  const { supabase, follow } = await stage.person()
  const heard = await follow()
  const owner = new pg.Client(stage.backend.databaseUrl)
  await owner.connect()
  await owner.query('select pg_advisory_lock(1)')
  const requests = Array.from({ length: REQUESTS }, () => supabase.rpc('wait'))
  const answers = Promise.all(requests.map(request => request.then(({ status }) => status)))
  try {
    const waiting = async (): Promise<number> => {
      const { rows } = await owner.query(
        "select from pg_locks where locktype = 'advisory' and not granted",
      )
      return rows.length
    }
    await expect.poll(waiting, PATIENCE).toBe(REQUESTS)
    await owner.query('insert into notes (id) values (1)')
    await expect.poll(() => heard.ids, PATIENCE).toEqual([1])
    await follow('another')
    expect(await waiting()).toBe(REQUESTS)
  } finally {
    await owner.end()
  }
  expect(new Set(await answers)).toEqual(new Set([204]))
})
