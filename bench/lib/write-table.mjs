import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { Failure } from '../../scripts/lib/failure.mjs'
import { root } from '../../scripts/lib/root.mjs'
import { withTable } from './docs-table.mjs'
import { readResults } from './files.mjs'

/** Writes the table of bench/results.json into docs/benchmarks.md, and says so. */
export async function writeTable() {
  const results = await readResults()
  if (results === undefined)
    throw new Failure('There is no bench/results.json yet. Run `npm run bench` first.')
  const page = join(root, 'docs/benchmarks.md')
  await writeFile(page, withTable(await readFile(page, 'utf8'), results))
  return `docs/benchmarks.md shows ${results.metrics.length} metrics.`
}
