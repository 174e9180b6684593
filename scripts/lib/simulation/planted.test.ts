import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../root.mjs'
import { planting } from './plant.mjs'
import { planted } from './planted.mjs'

test.each(planted.map(mutant => [mutant.name, mutant] as const))(
  'the bug can be planted: %s',
  async (_, mutant) => {
    const before = await readFile(join(root, 'packages/core/src', mutant.file), 'utf8')
    expect(planting(mutant, before)).not.toBe(before)
  },
)

test('a bug whose text has gone says so, and what to do', () => {
  const mutant = { name: 'gone', file: 'x.ts', find: 'nowhere', put: '' }
  expect(() => planting(mutant, 'text')).toThrow(
    'The bug "gone" cannot be planted: its text stands 0 times in x.ts',
  )
})
