import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { withTable } from './lib/docs-table.mjs'
import { readResults } from './lib/files.mjs'
import { readJson } from './lib/json-file.mjs'
import { withTables } from './peers/docs.mjs'
import { readResults as readPeers } from './peers/results.mjs'
import { withTable as withScale } from './scale/docs.mjs'

const pathOf = (file: string) => fileURLToPath(new URL(file, import.meta.url))
const readPage = (name: string) => readFile(pathOf(`../docs/${name}.md`), 'utf8')

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

test('the numbers of docs/scale.md are those of bench/scale/results.json', async () => {
  const page = await readPage('scale')
  expect(withScale(page, await readJson(pathOf('./scale/results.json')))).toBe(page)
})
