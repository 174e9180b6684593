import { expect, test } from 'vitest'
import { importEffects } from '../../core/test/import-effects.ts'

test('W1: importing the package in Node does nothing', async () => {
  expect(await importEffects(() => import('./index.ts'))).toEqual([])
})
