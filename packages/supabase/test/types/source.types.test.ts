import type { Change, ChangeSource, MessageChange, RowChange, RowsChange } from '@everfresh/core'
import {
  everfreshOptions,
  feedSource,
  supabaseSource,
  type Filter,
  type RowChanges,
  type TableName,
  type TableRow,
} from '@everfresh/supabase'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { expectTypeOf, test } from 'vitest'
import type { Database } from './database.ts'

// What is shown here the compiler shows, in the step `types`: a name that it should refuse and does not is an
// unused `@ts-expect-error`.

declare const client: SupabaseClient<Database>
const topic = () => 'topic'
type HeardBy<Of> = Of extends ChangeSource<infer Heard> ? Heard : never
type Todo = Readonly<Partial<Database['public']['Tables']['todos']['Row']>>

test('tables and rows are those of the generated Database', () => {
  expectTypeOf<TableName<Database>>().toEqualTypeOf<'lists' | 'todos'>()
  expectTypeOf<TableRow<Database, 'lists'>>().toEqualTypeOf<{
    id: string
    name: string
    owner: string
  }>()
  // @ts-expect-error There is no such table.
  expectTypeOf<TableRow<Database, 'list'>>().toBeObject()
})

test('a filter names a column of its own table and an operator', () => {
  expectTypeOf<`list_id=eq.${string}`>().toExtend<Filter<Database, 'todos'>>()
  expectTypeOf<'done=not.is.null'>().toExtend<Filter<Database, 'todos'>>()
  expectTypeOf<'list_id=eq.7,done=is.true'>().toExtend<Filter<Database, 'todos'>>()
  expectTypeOf<'list_id=eq.7'>().not.toExtend<Filter<Database, 'lists'>>()
  expectTypeOf<'list_id=equals.7'>().not.toExtend<Filter<Database, 'todos'>>()
  expectTypeOf<'list_id'>().not.toExtend<Filter<Database, 'todos'>>()
})

test('a binding to a wrong table or column does not compile', () => {
  void (() => {
    supabaseSource({
      client,
      topic,
      // @ts-expect-error The table is todos.
      tables: ({ id }) => [{ table: 'todo', filter: `list_id=eq.${id}` }],
    })
    supabaseSource({
      client,
      topic,
      // @ts-expect-error The column is list_id.
      tables: ({ id }) => [{ table: 'todos', filter: `list=eq.${id}` }],
    })
    supabaseSource({
      client,
      topic,
      // @ts-expect-error lists have no list_id.
      tables: ({ id }) => [{ table: 'todos' }, { table: 'lists', filter: `list_id=eq.${id}` }],
    })
    // @ts-expect-error There is no event UPSERT.
    supabaseSource({ client, topic, tables: () => [{ table: 'todos', event: 'UPSERT' }] })
    // @ts-expect-error A scope has an id and a userId.
    supabaseSource({ client, topic: ({ project }) => project, tables: () => [] })
  })
})

test('a source tells of the tables and broadcasts that it listens to, and of no other', () => {
  const one = () =>
    supabaseSource({
      client,
      topic,
      tables: ({ id }) => [{ table: 'todos', filter: `list_id=eq.${id}` }],
    })
  expectTypeOf<HeardBy<ReturnType<typeof one>>>().toEqualTypeOf<RowChange<'todos', Todo>>()

  const all = () =>
    supabaseSource({
      client,
      topic,
      tables: ({ id, userId }) => [
        { table: 'todos', filter: `list_id=eq.${id}` },
        { table: 'lists', event: 'UPDATE', filter: `owner=eq.${userId}` },
      ],
      broadcasts: ['typing'],
    })
  expectTypeOf<HeardBy<ReturnType<typeof all>>>().toEqualTypeOf<
    RowChanges<Database> | MessageChange<'typing'>
  >()

  const broadcastsOnly = () =>
    supabaseSource({ client, topic, tables: () => [], broadcasts: ['typing', 'moved'] })
  expectTypeOf<HeardBy<ReturnType<typeof broadcastsOnly>>>().toEqualTypeOf<
    MessageChange<'typing'> | MessageChange<'moved'>
  >()
})

test('the table of a change tells which row it is, and no column is promised', () => {
  void ((change: RowChanges<Database>) => {
    if (change.table === 'lists') {
      expectTypeOf(change.row.name).toEqualTypeOf<string | undefined>()
      expectTypeOf(change.old.id).toEqualTypeOf<string | undefined>()
      // @ts-expect-error A list has no list_id.
      return change.row.list_id
    }
    expectTypeOf(change.row.done).toEqualTypeOf<boolean | undefined>()
    return change.old.list_id
  })
})

test('a typed source is a source wherever one is wanted', () => {
  expectTypeOf<ChangeSource<RowChanges<Database>>>().toExtend<ChangeSource>()
})

test('a client of any database takes any name, and its rows are records', () => {
  const untyped = () =>
    supabaseSource({
      client: createClient('http://localhost', 'key'),
      topic,
      tables: ({ id }) => [{ table: 'anything', filter: `whatever=eq.${id}` }],
    })
  type Heard = HeardBy<ReturnType<typeof untyped>>
  expectTypeOf<Heard>().toExtend<Change>()
  expectTypeOf<Heard['row'][string]>().toEqualTypeOf<unknown>()
  expectTypeOf<TableName<unknown>>().toEqualTypeOf<string>()
})

test('the options, with and without own ones, suit a client of a generated Database', () => {
  void (() => {
    const typed: SupabaseClient<Database> = createClient<Database>(
      '',
      '',
      everfreshOptions().options,
    )
    const { options } = everfreshOptions({ auth: { persistSession: false } })
    expectTypeOf(createClient<Database>('', '', options)).toEqualTypeOf(typed)
  })
})

test('a feed tells of the tables that it names, and of no other', () => {
  const source = () => feedSource({ client, scopes: ({ id }) => [`list:${id}`], tables: ['todos'] })
  expectTypeOf<HeardBy<ReturnType<typeof source>>>().toEqualTypeOf<RowsChange<'todos'>>()
  void (() => {
    // @ts-expect-error The table is todos.
    feedSource({ client, scopes: () => [], tables: ['todo'] })
  })
})
