import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { bundle } from './bundle.mjs'
import { shares } from './shares.mjs'

let folder: string
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'everfresh-shares-'))
})
afterAll(() => rm(folder, { recursive: true, force: true }))

test('the heaviest file of a bundle comes first, and what nobody imports has no share', async () => {
  const files = {
    'index.js': `export { long } from './long.js'\nexport { unused } from './unused.js'\nexport const short = () => 1`,
    'long.js': `export const long = name => 'A sentence that nothing else here repeats or resembles, ' + name`,
    'unused.js': `export const unused = 'nobody asks for this one'`,
  }
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
  const entries = new Map([['app', join(folder, 'index.js')]])
  const made = await bundle(`export { long, short } from 'app'`, entries)
  const found = shares(made)
  expect(found.map(({ file }) => file.split('/').at(-1))).toEqual(['long.js', 'index.js'])
  expect(found[0]?.minified).toBeGreaterThan(files['long.js'].length / 2)
  expect(made.size).toBeGreaterThan(found[0]?.gzipped ?? Infinity)
})
