import { join } from 'node:path'
import { describe, expect, inject, test } from 'vitest'
import { root } from '../root.mjs'
import { apiOf } from './api.ts'
import { publishedPackages } from './published.mjs'

const withEntries = publishedPackages().filter(({ entries }) => entries.length > 0)

describe.each(withEntries)('$manifest.name', ({ folder, entries }) => {
  test('exports what packages/*/api.txt says, names and types', async () => {
    const { unpacked } = inject('packed').find(one => one.folder === folder) ?? expect.fail()
    const seen = entries.map(({ name, types }) => ({ name, types: join(unpacked, types) }))
    const api = `What can be imported, as of the last \`npm run api\`.\n\n${apiOf(seen)}\n`
    await expect(api).toMatchFileSnapshot(
      join(root, 'packages', folder, 'api.txt'),
      'if the change is meant, accept it with `npm run api`, and tell of it in CHANGELOG.md',
    )
  })
})
