import { dirname } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { budgets, minimal } from './budgets.ts'
import { bundle, filesOfEntries } from './bundle.ts'
import { publishedPackages } from './published.mjs'

const packed = inject('packed')

/** Those that a browser loads: the others are for Node, where weight is no matter. */
const forBrowsers = publishedPackages().filter(({ manifest }) => manifest.sideEffects === false)

describe('the minimal example', () => {
  test.each(Object.entries(minimal))('loads no more of %s than its budget', async (_, part) => {
    const { size } = await bundle(part.code, packed)
    expect(size, tooBig(size, part.budget)).toBeLessThanOrEqual(part.budget)
  })

  test('loads nothing of the entries that it does not import, such as devtools', async () => {
    const { files } = await bundle(minimal['core, supabase and react'].code, packed)
    const others = [...filesOfEntries(packed)].filter(([name]) => name.split('/').length > 2)
    const isLoaded = (entry: string): boolean =>
      files.some(file => file.startsWith(`${dirname(entry)}/`))
    expect(others.filter(([, entry]) => isLoaded(entry))).toEqual([])
  })
})

describe.each(forBrowsers)('$manifest.name', ({ manifest, entries }) => {
  test.each(entries)('$name weighs no more than its budget', async ({ name }) => {
    const budget =
      budgets[name] ?? expect.fail(`Give ${name} a budget in scripts/lib/packages/budgets.ts.`)
    const isAnother = (other: string): boolean =>
      other.startsWith('@everfresh/') && !other.startsWith(manifest.name)
    const { size } = await bundle(`export * from '${name}'`, packed, isAnother)
    expect(size, tooBig(size, budget)).toBeLessThanOrEqual(budget)
  })
})

function tooBig(size: number, budget: number): string {
  return `${size} bytes of ${budget}. Take something out, or raise it in scripts/lib/packages/budgets.ts and say why.`
}
