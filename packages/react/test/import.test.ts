import { expect, test } from 'vitest'
import { sideEffectsOf } from '../../core/test/importing.ts'

test('W1: importing the React part where there is no page starts nothing and changes nothing shared', async () => {
  // What the peers themselves do on being imported is their own affair.
  await import('@tanstack/react-query')
  const effects = await sideEffectsOf(() => import('../src/index.ts'))
  expect([typeof document, effects]).toEqual(['undefined', []])
})
