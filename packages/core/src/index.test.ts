import { expect, test } from 'vitest'
import { importEffects } from '../test/import-effects.ts'

test('W1: importing the package in Node does nothing', async () => {
  expect(await importEffects(() => import('./index.ts'))).toEqual([])
})

test('W1: neither does importing the test kit', async () => {
  expect(await importEffects(() => import('./testing/index.ts'))).toEqual([])
})

test('W1: what an import does to the world is seen', async () => {
  expect(await importEffects(() => import('../test/noisy-module.ts'))).toEqual(['setTimeout'])
})
