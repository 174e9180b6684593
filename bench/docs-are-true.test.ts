import { readFile } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { withTable } from './lib/docs-table.mjs'
import { readResults } from './lib/files.mjs'
import { withTables } from './peers/docs.mjs'
import { readResults as readPeers } from './peers/results.mjs'

const readPage = (name: string) => readFile(new URL(`../docs/${name}.md`, import.meta.url), 'utf8')

test('the numbers of docs/benchmarks.md are those of bench/results.json', async () => {
  const page = await readPage('benchmarks')
  const results = await readResults()
  expect(results).toBeDefined()
  if (results !== undefined) expect(withTable(page, results)).toBe(page)
})

test('the numbers of other libraries are those of bench/peers/results.json', async () => {
  const page = await readPage('benchmarks')
  const results = await readPeers()
  expect(results).toBeDefined()
  if (results !== undefined) expect(withTables(page, results)).toBe(page)
})
