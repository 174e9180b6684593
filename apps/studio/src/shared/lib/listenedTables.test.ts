import { readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { listenedTables } from './listenedTables'

test('everfresh doctor examines the tables and filters that the page listens to', () => {
  const file = new URL('../../../everfresh.json', import.meta.url)
  const { tables } = JSON.parse(readFileSync(file, 'utf8')) as { tables: readonly unknown[] }
  const listened = listenedTables({ id: '{project}', userId: '{user}' })
  expect(tables).toHaveLength(listened.length)
  expect(tables).toEqual(expect.arrayContaining([...listened]))
})
