import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { broadcasts } from './testing/heard.ts'
import { connectRaw, joinFrame, type RawClient } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
const clients: RawClient[] = []
beforeAll(async () => {
  stage = await openStage()
  await stage.sql(`create policy hear on realtime.messages for select to authenticated
    using (extension = 'broadcast')`)
  // A second apart, because all messages of one transaction have the same time.
  await stage.sql(`
    select realtime.send(jsonb_build_object('n', n), 'e', 'many') from generate_series(1, 30) n;
    update realtime.messages set inserted_at = date_trunc('second', inserted_at)
      - interval '1 minute' + (payload ->> 'n')::int * interval '1 second'`)
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => stage.close())

async function join(
  topic: string,
  replay: unknown,
  isPrivate = true,
  others: object = {},
): Promise<RawClient> {
  const client = await connectRaw(stage)
  clients.push(client)
  const token = await stage.token()
  client.send(joinFrame(topic, { private: isPrivate, broadcast: { replay, ...others }, token }))
  await client.event(topic, 'phx_reply')
  await client.settled()
  return client
}

const numbers = (client: RawClient): unknown[] =>
  broadcasts(client).map(each => (each as { payload: { n: unknown } }).payload.n)
const range = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, at) => from + at)

describe('a replay', () => {
  it.each<[string, unknown, number[]]>([
    ['brings the newest ten, oldest first', { since: 0 }, range(21, 30)],
    ['brings as many as asked for', { since: 0, limit: 3 }, range(28, 30)],
    ['brings twenty-five at most', { since: 0, limit: 1000 }, range(6, 30)],
    ['brings one at least', { since: 0, limit: 0 }, [30]],
    ['needs no instant', { limit: 2 }, [29, 30]],
    ['brings nothing from the future', { since: 4_000_000_000_000 }, []],
  ])('%s', async (_, replay, expected) => {
    expect(numbers(await join('many', replay))).toEqual(expected)
  })

  it('begins at the instant asked for', async () => {
    const { rows } = await stage.sql(
      `select floor(extract(epoch from inserted_at at time zone 'UTC') * 1000) as since
         from realtime.messages where payload ->> 'n' = '29' and topic = 'many'`,
    )
    const since = Number(rows[0]?.['since'])
    expect(numbers(await join('many', { since, limit: 25 }))).toEqual([29, 30])
  })

  it('is marked as such, follows the join’s answer, and comes again with each join', async () => {
    for (const client of [
      await join('many', { limit: 1, since: 0 }),
      await join('many', { limit: 1, since: 0 }),
    ]) {
      expect(client.frames.slice(0, 2)).toEqual([
        [
          '1',
          '1',
          'realtime:many',
          'phx_reply',
          { status: 'ok', response: { postgres_changes: [] } },
        ],
        [
          '1',
          null,
          'realtime:many',
          'broadcast',
          {
            type: 'broadcast',
            event: 'e',
            payload: { n: 30, id: expect.any(String) },
            meta: { id: expect.any(String), replayed: true },
          },
        ],
      ])
    }
  })

  it('brings bytes as bytes, and only private messages of the topic', async () => {
    await stage.sql(`select realtime.send('{"n":1}', 'e', 'bytes', false)`)
    await stage.sql(`select realtime.send('{"n":2}', 'e', 'bytes2')`)
    await stage.sql(`select realtime.send_binary('\\xc0ffee', 'raw', 'bytes')`)
    const client = await join('bytes', { since: 0 })
    expect(broadcasts(client)).toEqual([
      {
        event: 'raw',
        meta: { id: expect.any(String), replayed: true },
        payload: Buffer.from('c0ffee', 'hex'),
      },
    ])
  })

  it('does not bring what arrives live a second time', async () => {
    // PostgreSQL begins no stream before all transactions that are open have ended, and what commits before is lost.
    const first = await join('once', undefined, true, { replication_ready: true })
    await first.event('once', 'system')
    for (const n of [1, 2, 3]) {
      await stage.sql(`select realtime.send(jsonb_build_object('n', $1::int), 'e', 'once')`, [n])
    }
    const client = await join('once', { since: 0 })
    await stage.sql(`select realtime.send('{"n":4}', 'e', 'once')`)
    await expect.poll(() => numbers(client)).toContain(4)
    expect(numbers(client)).toEqual([1, 2, 3, 4])
    await expect.poll(() => numbers(first)).toEqual([1, 2, 3, 4])
  })

  it.each<[string, unknown, boolean, string]>([
    ['an instant that is a text', { since: 'x' }, true, 'Replay params are not valid'],
    ['an instant with a fraction', { since: 0.5 }, true, 'Replay params are not valid'],
    ['a limit that is a text', { since: 0, limit: '5' }, true, 'Replay params are not valid'],
    ['an instant no calendar has', { since: 1e300 }, true, 'Replay params are not valid'],
    ['a public topic', { since: 0 }, false, 'Replay is not allowed for public channels'],
  ])('with %s is refused', async (_, replay, ...[isPrivate, text]) => {
    const client = await join('many', replay, isPrivate)
    expect((await client.event('many', 'phx_reply'))[4]).toEqual({
      status: 'error',
      response: { reason: `UnableToReplayMessages: ${text}` },
    })
  })
})
