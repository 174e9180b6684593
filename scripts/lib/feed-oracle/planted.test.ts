import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { root } from '../root.mjs'
import { planting } from '../simulation/plant.mjs'
import { planted } from './planted.mjs'

test.each(planted.map(mutant => [mutant.name, mutant] as const))(
  'the bug can be planted in the feed: %s',
  async (_, mutant) => {
    const before = await readFile(join(root, 'packages/supabase/sql', mutant.file), 'utf8')
    expect(planting(mutant, before)).not.toBe(before)
  },
)
