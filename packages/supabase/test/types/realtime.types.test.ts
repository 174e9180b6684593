import {
  createRealtime,
  type AuthStateManager,
  type Change,
  type ChangeSource,
  type Family,
  type KeyOfFamilies,
  type QueryKey,
  type Realtime,
  type Rules,
  type TableOf,
} from '@everfresh/core'
import { supabaseSource } from '@everfresh/supabase'
import type { SupabaseClient } from '@supabase/supabase-js'
import { expectTypeOf, test } from 'vitest'
import type { Database } from './database.ts'

declare const client: SupabaseClient<Database>
declare const auth: AuthStateManager

const sourceOf = () =>
  supabaseSource({
    client,
    topic: ({ id }) => `list:${id}`,
    tables: ({ id, userId }) => [
      { table: 'todos', filter: `list_id=eq.${id}` },
      { table: 'lists', filter: `owner=eq.${userId}` },
    ],
  })
declare const source: ReturnType<typeof sourceOf>
declare const anySource: ChangeSource

type AppEvent =
  | { readonly type: 'TODO_CHANGE'; readonly listId: string }
  | { readonly type: 'LIST_CHANGE'; readonly name: string | undefined }

const toEvents = (): readonly AppEvent[] => []
const rules = {
  TODO_CHANGE: ({ listId }: { readonly listId: string }) => [['todos', listId]] as const,
  LIST_CHANGE: () => [['lists']] as const,
}
const families = [['todos'], ['lists']] as const

test('a change, an event and a key are typed from the source, toEvents and families', () => {
  const made = () =>
    createRealtime({
      auth,
      source,
      toEvents: (change, listId): readonly AppEvent[] => {
        expectTypeOf(change.table).toEqualTypeOf<'todos' | 'lists'>()
        return change.table === 'todos'
          ? [{ type: 'TODO_CHANGE', listId: change.row.list_id ?? listId }]
          : [{ type: 'LIST_CHANGE', name: change.row.name }]
      },
      rules: {
        TODO_CHANGE: ({ listId }) => [['todos', listId]],
        LIST_CHANGE: ({ name }) => (name === undefined ? [] : [['lists', name], ['lists']]),
      },
      families: [{ key: ['todos'], tables: ['todos'] }, ['lists']],
    })
  expectTypeOf<ReturnType<typeof made>>().toEqualTypeOf<Realtime<AppEvent>>()
})

test('events may be told by what toEvents returns alone', () => {
  const made = () =>
    createRealtime({
      auth,
      source,
      toEvents: (_, listId) => [{ type: 'TODO_CHANGE', listId }],
      rules: { TODO_CHANGE: ({ listId }) => [['todos', listId]] },
      families: [['todos']],
    })
  expectTypeOf<ReturnType<typeof made>['emit']>().parameter(0).toExtend<{ type: 'TODO_CHANGE' }>()
})

test('R6: an event without a rule, and a rule without an event, do not compile', () => {
  const { TODO_CHANGE } = rules
  void (() => {
    // @ts-expect-error LIST_CHANGE has no rule.
    createRealtime({ auth, source, toEvents, rules: { TODO_CHANGE }, families })
    // @ts-expect-error No event is called TODO_GONE.
    createRealtime({ auth, source, toEvents, rules: { ...rules, TODO_GONE: () => [] }, families })
    createRealtime({
      auth,
      source,
      // @ts-expect-error There is no such event.
      toEvents: (): readonly AppEvent[] => [{ type: 'TODO_CHANGED', listId: 'a' }],
      rules,
      families,
    })
  })
})

test('R6: a rule whose key belongs to no family does not compile', () => {
  void (() => {
    createRealtime({
      auth,
      source,
      toEvents,
      rules: {
        // @ts-expect-error The family is todos.
        TODO_CHANGE: ({ listId }) => [['todo', listId]],
        LIST_CHANGE: () => [['lists']],
      },
      families,
    })
  })
  type Key = KeyOfFamilies<
    readonly [readonly ['tasks', 'paginated'], { key: ['shots']; tables: [] }]
  >
  expectTypeOf<readonly ['tasks', 'paginated', string]>().toExtend<Key>()
  expectTypeOf<readonly ['tasks']>().toExtend<Key>()
  expectTypeOf<readonly ['shots', 5, { filter: string }]>().toExtend<Key>()
  expectTypeOf<readonly ['tasks', 'single']>().not.toExtend<Key>()
  expectTypeOf<readonly []>().not.toExtend<Key>()
})

test('a family that reads a table which nobody listens to does not compile', () => {
  void (() => {
    createRealtime({
      auth,
      source,
      toEvents,
      rules,
      // @ts-expect-error The source listens to todos and lists.
      families: [['lists'], { key: ['todos'], tables: ['todo'] }],
    })
  })
  expectTypeOf<TableOf<Change>>().toEqualTypeOf<string>()
})

test('a source of any database, and keys that are known at run time only, take any name', () => {
  const anyFamilies: readonly Family[] = [['todos']]
  const anyRules: Rules<AppEvent> = { TODO_CHANGE: () => [['x', 1]], LIST_CHANGE: () => [['y']] }
  const made = () =>
    createRealtime({
      auth,
      source: anySource,
      toEvents: (change, scopeId): readonly AppEvent[] => {
        expectTypeOf(change).toEqualTypeOf<Change>()
        return [{ type: 'TODO_CHANGE', listId: scopeId }]
      },
      rules: anyRules,
      families: anyFamilies,
    })
  expectTypeOf<ReturnType<typeof made>>().toEqualTypeOf<Realtime<AppEvent>>()
  expectTypeOf<QueryKey>().toExtend<KeyOfFamilies<readonly Family[]>>()
})

test('a realtime whose events are named beforehand compiles too', () => {
  void (() =>
    createRealtime<AppEvent>({
      auth,
      source,
      toEvents: change => {
        expectTypeOf(change).toEqualTypeOf<Change>()
        return []
      },
      rules: { TODO_CHANGE: () => [['anything']], LIST_CHANGE: () => [] },
      families: [['todos']],
    }))
})
