import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { startRealtime } from './index.ts'
import { broadcasts } from './testing/heard.ts'
import { connectRaw, joinFrame, type RawClient } from './testing/raw-client.ts'
import { openStage, type Stage } from './testing/stage.ts'

let stage: Stage
const clients: RawClient[] = []
beforeAll(async () => {
  stage = await openStage()
  await stage.sql(`
    create policy hear on realtime.messages for select to authenticated using (true);
    create policy speak on realtime.messages for insert to authenticated
      with check (realtime.topic() = 'open');
    create table public.notes (id int primary key);
    grant all on public.notes to authenticated;`)
})
afterEach(() => {
  for (const client of clients.splice(0)) client.close()
})
afterAll(() => stage.close())

/** A member of a topic to whom the database's broadcasts flow. */
async function member(topic: string, isPrivate = true): Promise<RawClient> {
  const client = await connectRaw(stage)
  clients.push(client)
  const options = { private: isPrivate, broadcast: { replication_ready: true } }
  client.send(joinFrame(topic, { ...options, token: await stage.token() }))
  expect((await client.event(topic, 'system'))[4]).toEqual({
    message: 'Replication connection established',
    status: 'ok',
    extension: 'system',
    channel: topic,
  })
  return client
}

/** What a member has heard when the database has said a last word on its topic. */
async function heardBy(client: RawClient, topic: string, isPrivate = true): Promise<unknown[]> {
  await stage.sql(`select realtime.send('{"last":true}', 'last', $1, $2::boolean)`, [
    topic,
    isPrivate,
  ])
  await expect.poll(() => broadcasts(client).at(-1)).toMatchObject({ event: 'last' })
  return broadcasts(client).slice(0, -1)
}

const ids = async (event: string): Promise<unknown[]> =>
  (await stage.sql('select id from realtime.messages where event = $1', [event])).rows.map(
    row => row['id'],
  )

describe('realtime.send', () => {
  it('keeps an id that the payload has, and tells the message’s own beside it', async () => {
    const client = await member('a')
    await stage.sql(`select realtime.send('{"id":"mine"}', 'own', 'a')`)
    const [id] = await ids('own')
    expect(await heardBy(client, 'a')).toEqual([
      { event: 'own', meta: { id }, payload: { id: 'mine' } },
    ])
  })

  it('sends a payload that is no object as it is', async () => {
    const client = await member('a')
    await stage.sql(`select realtime.send('[1, "two"]', 'list', 'a')`)
    await stage.sql(`select realtime.send('9007199254740993', 'number', 'a')`)
    expect(await heardBy(client, 'a')).toMatchObject([
      { event: 'list', payload: [1, 'two'] },
      { event: 'number' },
    ])
  })

  it('is private unless told otherwise, and meets only channels of its kind', async () => {
    const [hidden, open] = await Promise.all([member('a'), member('a', false)])
    await stage.sql(
      `select realtime.send('{}', 'hidden', 'a'), realtime.send('{}', 'open', 'a', false)`,
    )
    expect(await heardBy(hidden, 'a')).toMatchObject([{ event: 'hidden' }])
    expect(await heardBy(open, 'a', false)).toMatchObject([{ event: 'open' }])
  })

  it('is bound by the policies of who calls it: what they refuse is a warning, and the rest lives', async () => {
    const client = await member('closed')
    await stage.context.db.as({ role: 'authenticated', claims: {} }, {}, async db => {
      await db.query('insert into public.notes values (1)')
      await db.query(`select realtime.send('{}', 'refused', 'closed')`)
      await db.query(`select realtime.send_binary('\\x00', 'refused', 'closed')`)
      await db.query(`select realtime.send('{}', 'passed', 'open')`)
    })
    expect((await stage.sql('select from public.notes')).rows).toHaveLength(1)
    expect([await ids('refused'), await ids('passed')]).toEqual([[], [expect.any(String)]])
    expect(await heardBy(client, 'closed')).toEqual([])
  })

  it('of one transaction is heard in its order, with nothing in between', async () => {
    const client = await member('a')
    await stage.sql(`
      begin;
      select realtime.send(jsonb_build_object('n', n), 'many', 'a') from generate_series(1, 50) n;
      commit`)
    const many = (await heardBy(client, 'a')) as { payload: { n: number } }[]
    expect(many.map(({ payload }) => payload.n)).toEqual(
      Array.from({ length: 50 }, (_, at) => at + 1),
    )
  })
})

describe('realtime.send in a deferred trigger', () => {
  it('is heard once for the transaction, whatever was rolled back to a savepoint', async () => {
    const client = await member('a')
    await stage.sql(`
      create function public.tell() returns trigger language plpgsql as $$
      begin
        if not exists (select from public.notes where id > new.id) then
          perform realtime.send(jsonb_build_object('last', new.id), 'noted', 'a');
        end if;
        return null;
      end $$;
      create constraint trigger tell after insert on public.notes
        deferrable initially deferred for each row execute function public.tell();`)
    await stage.sql(`
      begin;
      insert into public.notes values (101), (102);
      savepoint undone;
      insert into public.notes values (103);
      rollback to undone;
      insert into public.notes values (104);
      commit`)
    await stage.sql('drop function public.tell cascade')
    expect(await heardBy(client, 'a')).toMatchObject([{ event: 'noted', payload: { last: 104 } }])
  })
})

describe('realtime.topic', () => {
  it('is what a policy is asked about, and null outside of it', async () => {
    expect((await stage.sql('select realtime.topic() as topic')).rows).toEqual([{ topic: null }])
  })
})

describe('realtime.broadcast_changes', () => {
  it('works for rows, not for statements', async () => {
    const call = `select realtime.broadcast_changes('a', 'INSERT', 'INSERT', 'notes', 'public',
      null::public.notes, null::public.notes, 'STATEMENT')`
    await expect(stage.sql(call)).rejects.toThrow(/for each row/)
  })

  it('has the row before and after, also from a function, under any event', async () => {
    const client = await member('a')
    await stage.sql(`select realtime.broadcast_changes('a', 'moved', 'UPDATE', 'notes', 'public',
      row(2)::public.notes, row(1)::public.notes)`)
    const [id] = await ids('moved')
    expect(await heardBy(client, 'a')).toEqual([
      {
        event: 'moved',
        meta: { id },
        payload: {
          id,
          schema: 'public',
          table: 'notes',
          operation: 'UPDATE',
          record: { id: 2 },
          old_record: { id: 1 },
        },
      },
    ])
  })
})

describe('a stored message', () => {
  it('is kept for three days', async () => {
    await stage.sql(`insert into realtime.messages (topic, extension, event, inserted_at)
      select 'kept', 'broadcast', 'age ' || hours, now() at time zone 'UTC' - hours * interval '1 hour'
        from unnest('{1,71,73}'::int[]) as hours`)
    const sweeping = await startRealtime(stage.context, {})
    const kept = async (): Promise<unknown[]> =>
      (
        await stage.sql(`select event from realtime.messages where topic = 'kept' order by event`)
      ).rows.map(row => row['event'])
    await expect.poll(kept).toEqual(['age 1', 'age 71'])
    await sweeping.close()
  })
})
