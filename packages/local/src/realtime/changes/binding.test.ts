import { expect, it } from 'vitest'
import { bindingId, parseBinding } from './binding.ts'

const todos = { event: '*', schema: 'public', table: 'todos' }

it('gives the same binding the same id, in whatever order its keys are written', () => {
  const id = bindingId(todos)
  expect(bindingId({ table: 'todos', event: '*', schema: 'public' })).toBe(id)
  expect(id).toBeGreaterThanOrEqual(0)
  expect(id).toBeLessThan(2 ** 27)
})

it('gives another binding another id', () => {
  const ids = [todos, { ...todos, event: 'INSERT' }, { ...todos, filter: 'id=eq.1' }].map(bindingId)
  expect(new Set(ids).size).toBe(3)
})

it('takes a known event in any case, and everything else for all events', () => {
  const eventOf = (event: unknown): unknown => {
    const parsed = parseBinding({ ...todos, event })
    return parsed.ok ? parsed.binding.event : parsed.message
  }
  expect(['insert', 'DELETE', 'FOO', undefined].map(eventOf)).toEqual([
    'INSERT',
    'DELETE',
    '*',
    '*',
  ])
})

it('covers the whole schema without a table, and public without a schema', () => {
  expect(parseBinding({ schema: 'app' })).toMatchObject({ binding: { schema: 'app', table: '*' } })
  expect(parseBinding({ table: 't' })).toMatchObject({ binding: { schema: 'public', table: 't' } })
})

it.each([
  [{}, '%{}'],
  [{ schema: 'public', table: null }, '%{"schema" => "public", "table" => nil}'],
  [{ table: 't', filter: 'id=eq.1' }, '%{"filter" => "id=eq.1", "table" => "t"}'],
  [{ user_token: 'secret' }, '<redacted>'],
  [
    { ...todos, filter: null },
    '%{"event" => "*", "filter" => nil, "schema" => "public", "table" => "todos"}',
  ],
  [
    { ...todos, filter: 5 },
    '%{"event" => "*", "filter" => 5, "schema" => "public", "table" => "todos"}',
  ],
])('refuses %j in the real server’s words', (params, shown) => {
  expect(parseBinding(params)).toEqual({
    ok: false,
    message: `No subscription params provided. Please provide at least a \`schema\` or \`table\` to subscribe to: ${shown}`,
  })
})

it('selects columns of one table only, and by a list', () => {
  const selectOf = (params: Readonly<Record<string, unknown>>): unknown => {
    const parsed = parseBinding(params)
    return parsed.ok ? parsed.binding.select : parsed.message
  }
  expect(selectOf({ ...todos, select: ['id', 5] })).toEqual(['id'])
  expect(selectOf({ ...todos, select: [] })).toBeUndefined()
  expect(selectOf({ ...todos, select: null })).toBeUndefined()
  expect(selectOf({ ...todos, select: 'id' })).toBe(
    'Error parsing `select` params: expected a list of column name strings, e.g. select: ["col1", "col2"]',
  )
  for (const wide of [{ schema: 'public' }, { schema: '*', table: 't' }]) {
    expect(selectOf({ ...wide, select: ['id'] })).toBe(
      'Column selection is not supported for wildcard subscriptions. Provide an explicit schema and table name.',
    )
  }
})
