import { dirname } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { budgets, minimal } from './budgets.mjs'
import { bundle, bundleEntry } from './bundle.mjs'
import { entryFiles } from './entry-files.mjs'
import { publishedPackages } from './published.mjs'

const packed = inject('packed')
const entryOf = entryFiles(
  folder => packed.find(one => one.folder === folder)?.unpacked ?? expect.fail(folder),
)

/** Those that a browser loads: the others are for Node, where weight is no matter. */
const forBrowsers = publishedPackages().filter(({ manifest }) => manifest.sideEffects === false)

describe('the minimal example', () => {
  test.each(Object.entries(minimal))('loads no more of %s than its budget', async (_, part) => {
    const { size } = await bundle(part.code, entryOf)
    expect(size, tooBig(size, part.budget)).toBeLessThanOrEqual(part.budget)
  })

  test('loads nothing of the entries that it does not import, such as devtools', async () => {
    const { files } = await bundle(minimal['core, supabase and react'].code, entryOf)
    const others = [...entryOf].filter(([name]) => name.split('/').length > 2)
    const isLoaded = (entry: string): boolean =>
      files.some(file => file.startsWith(`${dirname(entry)}/`))
    expect(others.filter(([, entry]) => isLoaded(entry))).toEqual([])
  })
})

describe.each(forBrowsers)('$manifest.name', ({ entries }) => {
  test.each(entries)('$name weighs no more than its budget', async ({ name }) => {
    const budget =
      budgets[name] ?? expect.fail(`Give ${name} a budget in scripts/lib/packages/budgets.mjs.`)
    const { size } = await bundleEntry(name, entryOf)
    expect(size, tooBig(size, budget)).toBeLessThanOrEqual(budget)
  })
})

function tooBig(size: number, budget: number): string {
  return `${size} bytes of ${budget}. Take something out, or raise it in scripts/lib/packages/budgets.mjs and say why.`
}
