import { expect, test } from 'vitest'
import { loggedChanges, pushedChanges } from './to-rows-change.ts'

const told = {
  schema: 'public',
  table: 'tasks',
  operation: 'UPDATE',
  origin: null,
  ids: ['1', '2'],
  route: [{ project_id: ['p', 'q'] }],
}
const change = {
  kind: 'rows',
  schema: 'public',
  table: 'tasks',
  operation: 'UPDATE',
  ids: ['1', '2'],
  route: { project_id: ['p', 'q'] },
}

test('a commit is the same, pushed or logged, so that it is routed once', () => {
  const [pushed] = pushedChanges('a', { xid: '7', changes: [{ ...told, n: 2 }] }) ?? []
  const [logged] = loggedChanges([{ ...told, scope: 'a', commits: { 7: 2, 9: 1 } }]) ?? []
  expect(pushed).toEqual({ ...change, transaction: '7', id: '7/a/public.tasks/UPDATE//2' })
  expect(logged).toEqual({
    change: { ...change, transaction: 'several' },
    commits: ['7/a/public.tasks/UPDATE//2', '9/a/public.tasks/UPDATE//1'],
  })
})

test('what one commit tells to two scopes is two changes: each may touch other rows', () => {
  const ids = ['a', 'b'].map(scope => {
    const [pushed] = pushedChanges(scope, { xid: '7', changes: [{ ...told, n: 1 }] }) ?? []
    return pushed?.id
  })
  expect(new Set(ids).size).toBe(2)
})

test('what the statements of a transaction touch is put together, each value once', () => {
  const route = [{ project_id: ['p'] }, { project_id: ['p', 'q'], shot_id: [7] }]
  const [pushed] = pushedChanges('a', { xid: '7', changes: [{ ...told, n: 2, route }] }) ?? []
  expect(pushed?.route).toEqual({ project_id: ['p', 'q'], shot_id: [7] })
})

test('a column may have a name that every object has', () => {
  const route: unknown = [JSON.parse('{"constructor":[7],"__proto__":["p"]}')]
  const [pushed] = pushedChanges('a', { xid: '7', changes: [{ ...told, n: 1, route }] }) ?? []
  const [logged] = loggedChanges([{ ...told, scope: 'a', commits: null, route }]) ?? []
  const values = [
    ['constructor', [7]],
    ['__proto__', ['p']],
  ]
  expect(Object.entries(pushed?.route ?? {})).toEqual(values)
  expect(Object.entries(logged?.change.route ?? {})).toEqual(values)
})

test('"many" stays many: rows and values that were too many to say are undefined', () => {
  const many = { ...told, ids: null, route: null }
  const [pushed] = pushedChanges('a', { xid: '7', changes: [{ ...many, n: 1 }] }) ?? []
  const [logged] = loggedChanges([{ ...many, scope: 'a', commits: null, pushed: false }]) ?? []
  expect([pushed?.ids, pushed?.route]).toEqual([undefined, undefined])
  expect(logged).toEqual({
    change: { ...change, ids: undefined, route: undefined, transaction: 'several' },
    commits: undefined,
    pushed: false,
  })
})

test('who wrote it is told along', () => {
  const own = { ...told, origin: 'tab.3' }
  expect(pushedChanges('a', { xid: '7', changes: [{ ...own, n: 1 }] })).toEqual([
    { ...change, origin: 'tab.3', transaction: '7', id: '7/a/public.tasks/UPDATE/tab.3/1' },
  ])
})

test.each([
  undefined,
  'text',
  [],
  {},
  { xid: 7, changes: [] },
  { xid: '7' },
  { xid: '7', changes: ['x'] },
  { xid: '7', changes: [told] },
  { xid: '7', changes: [{ ...told, n: 1, operation: 'MERGE' }] },
  { xid: '7', changes: [{ ...told, n: 1, ids: [1] }] },
  { xid: '7', changes: [{ ...told, n: 1, route: {} }] },
  { xid: '7', changes: [{ ...told, n: 1, route: [{ project_id: 'p' }] }] },
  { xid: '7', changes: [{ ...told, n: 1, route: ['p'] }] },
  { xid: '7', changes: [{ ...told, n: 1, schema: null }] },
])('a broadcast of another shape is not read, and nothing is thrown: %j', payload => {
  expect(pushedChanges('a', payload)).toBeUndefined()
})

test.each([
  undefined,
  [told],
  [{ ...told, scope: 'a' }],
  [{ ...told, scope: 'a', commits: [] }],
  [{ ...told, scope: 'a', commits: {}, table: 7 }],
])('an answer of another shape is not read, and nothing is thrown: %j', changes => {
  expect(loggedChanges(changes)).toBeUndefined()
})
