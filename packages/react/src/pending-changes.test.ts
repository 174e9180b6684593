import { expect, test } from 'vitest'
import { openChanges, type PendingChange } from './pending-changes.ts'

const change = (): PendingChange => ({ touches: [['list']], patch: data => data })
const query = (name: string, promise?: Promise<unknown>) => ({
  queryHash: name,
  queryKey: ['list', name],
  state: { fetchStatus: promise === undefined ? ('idle' as const) : ('fetching' as const) },
  promise,
})

test('R9: of what nobody ever fetches again the newest 200 changes are kept', () => {
  const changes = openChanges()
  const made = Array.from({ length: 201 }, change)
  for (const one of made) {
    changes.add(one)
    changes.committed(one, [query('a')])
  }
  expect(changes.over(query('a'))).toEqual(made.slice(1))
})

test('R9: a committed change waits for each query by itself, and is over with the last', () => {
  const changes = openChanges()
  const one = change()
  changes.add(one)
  changes.committed(one, [query('a'), query('b')])
  expect(changes.landed(query('a', Promise.resolve()))).toBe(true)
  expect([changes.over(query('a')), changes.over(query('b'))]).toEqual([[], [one]])
  expect(changes.left(query('b'))).toBe(true)
  expect(changes.over(query('b'))).toEqual([])
  expect(changes.drop(one)).toBe(false)
})

test('R9: a fetch that was paused while offline counts from when it asks', () => {
  const changes = openChanges()
  const one = change()
  const flight = query('a', Promise.resolve())
  changes.add(one)
  changes.committed(one, [flight])
  expect(changes.landed(flight)).toBe(false)
  changes.resumed(flight)
  expect(changes.landed(flight)).toBe(true)
})

test('R9: a query that comes with data of unknown age waits for a fetch, too', () => {
  const changes = openChanges()
  const one = change()
  changes.add(one)
  changes.committed(one, [query('a')])
  expect(changes.over(query('b'))).toEqual([])
  changes.arrived(query('b'))
  expect(changes.over(query('b'))).toEqual([one])
})
