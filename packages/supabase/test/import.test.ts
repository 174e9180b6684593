import { expect, test } from 'vitest'
import { sideEffectsOf } from '../../core/test/importing.ts'

test('W1: importing the Supabase part where there is no page starts nothing and changes nothing shared', async () => {
  // What the client itself does on being imported is its own affair.
  await import('@supabase/supabase-js')
  const effects = await sideEffectsOf(() => import('../src/index.ts'))
  expect([typeof document, effects]).toEqual(['undefined', []])
})
