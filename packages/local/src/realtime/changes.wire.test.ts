import { describe, expect, it } from 'vitest'
import { alice, prepareChanges } from './testing/changes-stage.ts'
import { connectRaw, joinFrame } from './testing/raw-client.ts'
import { openStage } from './testing/stage.ts'

const on = prepareChanges()
const { sql, subscribe } = on

type Params = Readonly<Record<string, unknown>>

describe('a subscriber of a table', () => {
  it('is told of an insert, an update and a delete as Supabase tells it', async () => {
    const todos = await subscribe([{ table: 'todos' }])
    await sql(`insert into public.todos (id, title) values (1, 'one')`)
    await sql('update public.todos set done = true where id = 1')
    await sql('delete from public.todos where id = 1')
    await todos.change(2)
    const common = {
      schema: 'public',
      table: 'todos',
      columns: [
        { name: 'id', type: 'int8' },
        { name: 'title', type: 'text' },
        { name: 'done', type: 'bool' },
        { name: 'priority', type: 'int4' },
      ],
      errors: null,
      commit_timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/),
      ids: [expect.any(Number)],
    }
    const row = { id: 1, title: 'one', done: false, priority: null }
    expect(todos.changes()).toEqual([
      { ...common, type: 'INSERT', record: row },
      { ...common, type: 'UPDATE', record: { ...row, done: true }, old_record: { id: 1 } },
      { ...common, type: 'DELETE', old_record: { id: 1 } },
    ])
  })

  it('gets the whole row before with replica identity full', async () => {
    const full = await subscribe([{ table: 'todos_full' }])
    await sql(`insert into public.todos_full values (1, 'a')`)
    await sql(`update public.todos_full set title = 'b'`)
    await sql('delete from public.todos_full')
    await full.change(2)
    expect(full.changes()).toMatchObject([
      {},
      { record: { title: 'b' }, old_record: { id: 1, title: 'a' } },
      { old_record: { id: 1, title: 'b' } },
    ])
  })

  it('gets each type exactly as PostgreSQL’s JSON has it', async () => {
    const typed = await subscribe([{ table: 'typed' }])
    await sql(`insert into public.typed values (1, 9007199254740993, 123456789.12345, 'NaN', true, 'c',
      '2024-01-02 03:04:05.678901', '2024-01-02 03:04:05.678901+02', '2024-01-02', '1 day 02:03:04',
      '{"a": [1, null]}', '{"b":{"c":1}}', array['x','y,"z"',null], array[1,null,3], '\\xdeadbeef',
      '[1,5)', E'line\\n"q" \\u00e9')`)
    await sql(`insert into public.typed (id, f8, ts, tz, i8)
      values (2, 'Infinity', 'infinity', '-infinity', -9223372036854775808)`)
    await typed.change(1)
    const [first, second] = typed.changes()
    expect(first).toMatchObject({
      columns: expect.arrayContaining([
        { name: 'ta', type: '_text' },
        { name: 'c', type: 'bpchar' },
      ]),
      record: {
        n: 123456789.12345,
        f8: null,
        b: true,
        c: 'c',
        ts: '2024-01-02T03:04:05.678901',
        tz: '2024-01-02T01:04:05.678901+00:00',
        d: '2024-01-02',
        iv: '1 day 02:03:04',
        j: { a: [1, null] },
        jb: { b: { c: 1 } },
        ta: ['x', 'y,"z"', null],
        ia: [1, null, 3],
        by: 'deadbeef',
        r: '[1,5)',
        t: 'line\n"q" é',
      },
    })
    expect(second).toMatchObject({ record: { f8: null, ts: 'infinity', tz: '-infinity' } })
  })

  it('is not told a large value that did not change', async () => {
    const docs = await subscribe([{ table: 'docs', event: 'UPDATE' }])
    await sql(`insert into public.docs values (1, repeat('x', 5000), 1)`)
    await sql('update public.docs set n = 2')
    expect((await docs.change())['record']).toEqual({ id: 1, n: 2 })
  })

  it('gets only the small values of a row over 1 MiB', async () => {
    const docs = await subscribe([{ table: 'docs', event: 'INSERT' }])
    await sql(`insert into public.docs values (2, repeat('x', 1100000), 1)`)
    expect(await docs.change()).toMatchObject({
      record: { id: 2, n: 1 },
      errors: ['Error 413: Payload Too Large'],
    })
  })

  it('hears the rows of a transaction together, in order and with one time, and no rolled back one', async () => {
    const both = await subscribe([{ table: 'todos' }, { table: 'todos_full' }])
    await sql('begin; insert into public.todos (id) values (50); rollback')
    await sql(`begin;
      insert into public.todos (id) select g from generate_series(101, 1600) g;
      insert into public.todos_full values (101);
      update public.todos set done = true where id = 101;
      commit`)
    await both.change(1501)
    const heard = both.changes()
    expect(heard.map(change => (change['record'] as Params)['id'])).toEqual([
      ...Array.from({ length: 1500 }, (_, at) => 101 + at),
      101,
      101,
    ])
    expect(heard.slice(-2)).toMatchObject([{ table: 'todos_full' }, { type: 'UPDATE' }])
    expect(new Set(heard.map(change => change['commit_timestamp'])).size).toBe(1)
  })

  it('hears which of its bindings a change matched, the same one twice if it is there twice', async () => {
    const todos = await subscribe([
      { table: 'todos', event: 'INSERT' },
      { table: 'todos', event: 'UPDATE' },
      { table: 'todos', event: 'INSERT' },
    ])
    const reply = (await todos.client.event('a', 'phx_reply'))[4] as {
      readonly response: { readonly postgres_changes: readonly { readonly id: number }[] }
    }
    await sql('insert into public.todos (id) values (2000)')
    const [insert, , again] = reply.response.postgres_changes.map(({ id }) => id)
    expect((await todos.change())['ids']).toEqual([insert, again])
    expect(again).toBe(insert)
  })

  it('picks columns, and gets no other', async () => {
    const todos = await subscribe([{ table: 'todos', select: ['title'] }])
    await sql(`insert into public.todos (id, title) values (2001, 'x')`)
    expect((await todos.change())['record']).toEqual({ title: 'x' })
  })

  it('of a whole schema hears every published table', async () => {
    const all = await subscribe([{ table: '*' }])
    await sql('insert into public.unpublished values (1)')
    await sql('insert into public.todos_full values (3000)')
    expect(await all.change()).toMatchObject({ table: 'todos_full' })
  })
})

describe('the stream of changes', () => {
  it('comes back by itself when its connection dies, and only the gap is lost', async () => {
    const todos = await subscribe([{ table: 'todos' }])
    const where = `from pg_replication_slots
      where database = current_database() and active and slot_name like 'everfresh_changes_%'`
    const slot = async (): Promise<string | null | undefined> =>
      (await sql(`select slot_name ${where}`)).rows[0]?.['slot_name']
    const before = await slot()
    await sql(`select pg_terminate_backend(active_pid) ${where}`)
    const isNew = async (): Promise<boolean> => {
      const now = await slot()
      return now !== undefined && now !== before
    }
    await expect.poll(isNew, { timeout: 10_000 }).toBe(true)
    // The slot is there before its stream has begun; what is committed in between is kept in it.
    await sql('insert into public.todos (id) values (7000)')
    expect(await todos.change()).toMatchObject({ record: { id: 7000 } })
    expect(on.stage.warnings.join()).toContain('the stream of changes broke off')
    const statuses = todos.client.frames.filter(
      frame => Array.isArray(frame) && frame[3] === 'system',
    )
    expect(statuses).toHaveLength(1)
  })

  it('waits for a commit to be seen by others, so that its owner is not denied the row', async () => {
    const notes = await subscribe([{ table: 'notes', event: 'INSERT' }])
    const configure = async (statement: string): Promise<void> => {
      await sql(statement)
      await sql('select pg_reload_conf()')
    }
    const count = async (text: string): Promise<number> => (await sql(text)).rows.length
    const writer = await on.stage.context.db.connect()
    try {
      // A standby that never answers keeps a commit that is on disk from being seen.
      await configure(`alter system set synchronous_standby_names = 'nobody'`)
      let isOver = false
      const inserting = (async (): Promise<number> => {
        let id = 30
        for (; !isOver; id += 1) {
          await writer.query('insert into public.notes values ($1, 1, $2)', [id, alice])
        }
        return id - 30
      })()
      // Other files write to other databases of the same PostgreSQL, and are held up too.
      const held = `select from pg_stat_activity
        where wait_event = 'SyncRep' and datname = current_database()`
      await expect.poll(() => count(held), { timeout: 10_000 }).toBe(1)
      const sent = `select from pg_stat_replication where sent_lsn >= pg_current_wal_flush_lsn()
        and pid in (select active_pid from pg_replication_slots
          where database = current_database() and slot_name like 'everfresh_changes_%')`
      await expect.poll(() => count(sent), { timeout: 10_000 }).toBe(1)
      isOver = true
      await configure('alter system reset synchronous_standby_names')
      const inserted = await inserting
      await notes.change(inserted - 1)
    } finally {
      await configure('alter system reset synchronous_standby_names')
      await writer.end()
    }
  })

  it('may be looked at only so often, like Supabase does', async () => {
    const slow = await openStage({ pollIntervalMs: 50, subscribeDelayMs: 20 })
    await slow.sql(`create table public.t (id int primary key);
      alter publication supabase_realtime add table public.t`)
    const client = await connectRaw(slow)
    client.send(
      joinFrame('a', { postgres_changes: [{ event: '*', schema: 'public', table: 't' }] }),
    )
    await client.event('a', 'system')
    await slow.sql('insert into public.t values (1)')
    await slow.sql('insert into public.t values (2)')
    await client.event('a', 'postgres_changes', 1)
    await slow.close()
  })
})
