import { expect, test } from 'vitest'
import { sideEffectsOf } from '../importing.ts'

test('W1: importing the core where there is no page starts nothing and changes nothing shared', async () => {
  const effects = await sideEffectsOf(() =>
    Promise.all([import('../../src/index.ts'), import('../../src/testing/index.ts')]),
  )
  expect([typeof document, effects]).toEqual(['undefined', []])
})
