import { describe, expect, it } from 'vitest'
import { alice, bob, prepareChanges } from './testing/changes-stage.ts'
import { joinFrame } from './testing/raw-client.ts'
import { isChange, type Subscriber } from './testing/subscriber.ts'

// Who hears of a change, and what of it.

const on = prepareChanges()
const { connect, seen, sql, subscribe } = on

type Params = Readonly<Record<string, unknown>>

describe('a filter', () => {
  it.each([
    ['title=eq.a', ['a']],
    ['title=neq.a', ['b', 'c']],
    ['title=not.eq.a', ['b', 'c']],
    ['title=in.(a,"c")', ['a', 'c']],
    ['title=like.a%', ['a']],
    ['title=ilike.A%', ['a']],
    ['title=match.^[ab]', ['a', 'b']],
    ['title=imatch.^[AB]', ['a', 'b']],
    ['title=is.null', [null]],
    ['title=not.is.null', ['a', 'b', 'c']],
    ['priority=lt.2', ['a']],
    ['priority=lte.2', ['a', 'b']],
    ['priority=gt.2', ['c']],
    ['priority=gte.2', ['b', 'c']],
    ['priority=isdistinct.2', ['a', 'c', null]],
    ['done=is.true', ['b']],
    ['priority=gt.1,priority=lt.3', ['b']],
    ['', ['a', 'b', 'c', null]],
  ])('%s lets through what it says', async (filter, titles) => {
    const todos = await subscribe([{ table: 'todos', filter, event: 'INSERT' }])
    await sql(`insert into public.todos (title, priority, done)
      values ('a', 1, false), ('b', 2, true), ('c', 3, false), (null, null, false)`)
    await todos.change(titles.length - 1)
    const heard = todos.changes().map(change => (change['record'] as Params)['title'])
    expect(heard).toEqual(titles)
  })

  it('looks at the row as it is now: coming in is an update, going out is silence', async () => {
    const todos = await subscribe([{ table: 'todos', filter: 'title=eq.in' }])
    await sql(`insert into public.todos (id, title) values (4000, 'out')`)
    await sql(`update public.todos set title = 'in' where id = 4000`)
    await sql(`update public.todos set title = 'out' where id = 4000`)
    await seen(4001, todos)
    expect(todos.changes()).toMatchObject([{ type: 'UPDATE', record: { title: 'in' } }])
  })

  it('looks at the old row for a deletion, of which only the replica identity is known', async () => {
    const byTitle = await subscribe([{ table: 'todos', filter: 'title=eq.del', event: 'DELETE' }])
    const byId = await subscribe([{ table: 'todos', filter: 'id=gt.0', event: 'DELETE' }])
    const inFull = await subscribe([
      { table: 'todos_full', filter: 'title=eq.del', event: 'DELETE' },
    ])
    await sql(`insert into public.todos (id, title) values (4100, 'del')`)
    await sql(`insert into public.todos_full (id, title) values (4100, 'del')`)
    await sql('delete from public.todos where id = 4100')
    await sql('delete from public.todos_full where id = 4100')
    expect(await byId.change()).toMatchObject({ old_record: { id: 4100 } })
    expect(await inFull.change()).toMatchObject({ old_record: { title: 'del' } })
    await seen(4101, byTitle)
    expect(byTitle.changes()).toEqual([])
  })

  it('whose column was dropped since mutes its own subscriber only', async () => {
    await sql(`create table public.shifting (id int primary key, a text);
      alter publication supabase_realtime add table public.shifting`)
    const filtered = await subscribe([{ table: 'shifting', filter: 'a=eq.x' }])
    const plain = await subscribe([{ table: 'shifting' }])
    await sql(`alter table public.shifting drop column a; insert into public.shifting values (1)`)
    expect(await plain.change()).toMatchObject({ record: { id: 1 } })
    await seen(4201, filtered)
    expect(filtered.changes()).toEqual([])
  })
})

describe('row security', () => {
  it('shows each user their own rows, the service all, and a stranger none', async () => {
    const [a, b, anon, service] = await Promise.all([
      subscribe([{ table: 'notes', event: 'INSERT' }]),
      subscribe([{ table: 'notes', event: 'INSERT' }], { sub: bob }),
      subscribe([{ table: 'notes', event: 'INSERT' }], { role: 'anon' }),
      subscribe([{ table: 'notes', event: 'INSERT' }], { role: 'service_role' }),
    ])
    await sql('insert into public.notes values (1, 1, $1), (2, 1, $2)', [alice, bob])
    await service.change(1)
    await seen(5001, a, b, anon, service)
    const idsOf = (subscriber: Subscriber): unknown[] =>
      subscriber.changes().map(change => (change['record'] as Params)['id'])
    expect([a, b, anon, service].map(idsOf)).toEqual([[1], [2], [], [1, 2]])
  })

  it('is asked of the row as it is now: who loses it hears nothing, who gains it an update', async () => {
    const [a, b] = await Promise.all([
      subscribe([{ table: 'notes', event: 'UPDATE' }]),
      subscribe([{ table: 'notes', event: 'UPDATE' }], { sub: bob }),
    ])
    await sql('insert into public.notes values (10, 1, $1)', [alice])
    await sql('update public.notes set owner = $1 where id = 10', [bob])
    expect(await b.change()).toMatchObject({ record: { id: 10, owner: bob } })
    await seen(5101, a)
    expect(a.changes()).toEqual([])
  })

  it('does not cover deletions: everyone hears them, but only the key', async () => {
    const anon = await subscribe([{ table: 'notes', event: 'DELETE' }], { role: 'anon' })
    const scoped = await subscribe([{ table: 'notes', event: 'DELETE', filter: 'project=eq.7' }])
    const other = await subscribe([{ table: 'notes', event: 'DELETE', filter: 'project=eq.8' }])
    await sql('insert into public.notes values (20, 7, $1)', [bob])
    await sql('delete from public.notes where id = 20')
    expect(await anon.change()).toMatchObject({ old_record: { id: 20 } })
    expect((await scoped.change())['old_record']).toEqual({ id: 20 })
    await seen(5201, other)
    expect(other.changes()).toEqual([])
  })

  it('switched on later holds for the next change', async () => {
    await sql(`create table public.opened (id int primary key);
      alter publication supabase_realtime add table public.opened`)
    const opened = await subscribe([{ table: 'opened' }])
    await sql('insert into public.opened values (1)')
    await opened.change()
    await sql('alter table public.opened enable row level security')
    await sql('insert into public.opened values (2)')
    await seen(5301, opened)
    expect(opened.changes()).toHaveLength(1)
  })
})

describe('privileges', () => {
  it('leave out the columns a role may not select', async () => {
    const hidden = await subscribe([{ table: 'hidden' }])
    await sql(`insert into public.hidden values (1, 'o', 's')`)
    expect(await hidden.change()).toMatchObject({ columns: [{ name: 'id' }, { name: 'open' }] })
    expect(hidden.changes()[0]?.['record']).toEqual({ id: 1, open: 'o' })
  })

  it('that are missing altogether leave only the news that something happened', async () => {
    const none = await subscribe([{ table: 'no_grant' }])
    await sql('insert into public.no_grant values (1)')
    expect(await none.change()).toMatchObject({
      type: 'INSERT',
      record: {},
      errors: ['Error 401: Unauthorized'],
      commit_timestamp: null,
    })
  })

  it('cannot be checked without a primary key', async () => {
    const none = await subscribe([{ table: 'no_key' }])
    await sql('insert into public.no_key values (1)')
    expect(await none.change()).toMatchObject({
      record: {},
      errors: ['Error 400: Bad Request, no primary key'],
    })
  })
})

describe('a binding that is not in order', () => {
  const unable = 'Unable to subscribe to changes with given parameters.'
  it.each([
    [
      { table: 'nope' },
      `${unable} Please check Realtime is enabled for the given connect parameters: [event: *, schema: public, table: nope, filters: [], select: nil]`,
    ],
    [
      { table: 'unpublished' },
      `${unable} Please check Realtime is enabled for the given connect parameters: [event: *, schema: public, table: unpublished, filters: [], select: nil]`,
    ],
    [
      { table: 'todos', filter: 'nope=eq.1' },
      `${unable} An exception happened so please check your connect parameters: [event: *, schema: public, table: todos, filters: [{"nope", "eq", "1", false}], select: nil]. Exception: ERROR P0001 (raise_exception) invalid column for filter nope`,
    ],
    [
      { table: 'hidden', filter: 'secret=eq.1' },
      `${unable} An exception happened so please check your connect parameters: [event: *, schema: public, table: hidden, filters: [{"secret", "eq", "1", false}], select: nil]. Exception: ERROR P0001 (raise_exception) invalid column for filter secret`,
    ],
    [
      { table: 'todos', filter: 'id=eq.abc' },
      `${unable} An exception happened so please check your connect parameters: [event: *, schema: public, table: todos, filters: [{"id", "eq", "abc", false}], select: nil]. Exception: ERROR 22P02 (invalid_text_representation) invalid input syntax for type bigint: "abc"`,
    ],
    [
      { table: 'todos', filter: 'title=match.[' },
      expect.stringContaining('ERROR 2201B (invalid_regular_expression)'),
    ],
    [
      { table: 'todos', filter: `id=in.(${Array.from({ length: 101 }).fill(1).join(',')})` },
      expect.stringContaining('too many values for `in` filter. Maximum 100'),
    ],
    [{ table: 'todos', filter: 'id=foo.1' }, 'Error parsing `filter` params: ["foo", "1"]'],
  ])(
    '%j is told so after an ok join, and the channel is served nothing',
    async (binding, message) => {
      const client = await connect()
      const good = { event: '*', schema: 'public', table: 'todos' }
      const postgres_changes = [good, { event: '*', schema: 'public', ...binding }]
      client.send(joinFrame('a', { token: await on.stage.token(), postgres_changes }))
      expect((await client.event('a', 'phx_reply'))[4]).toMatchObject({ status: 'ok' })
      expect((await client.event('a', 'system'))[4]).toEqual({
        message,
        status: 'error',
        extension: 'postgres_changes',
        channel: 'a',
      })
    },
  )

  it('keeps its good neighbours from being served too', async () => {
    const client = await connect()
    const tables = ['todos', 'nope'].map(table => ({ event: '*', schema: 'public', table }))
    client.send(joinFrame('a', { postgres_changes: tables }))
    await client.event('a', 'system')
    await seen(6001)
    client.send([null, 'h', 'phoenix', 'heartbeat', {}])
    await client.frame(frame => Array.isArray(frame) && frame[1] === 'h')
    expect(client.frames.filter(isChange)).toEqual([])
  })
})
