import { expect, test, vi } from 'vitest'
import { importEffects } from '../../core/test/import-effects.ts'

test('W1: importing the package in Node does nothing', async () => {
  expect(await importEffects(() => import('./index.ts'))).toEqual([])
})

test('W1: importing the package does not load the client, which warns and adds globals as it loads', async () => {
  const loads: string[] = []
  vi.resetModules()
  vi.doMock('@supabase/supabase-js', () => {
    loads.push('the client')
    return {}
  })
  await import('./index.ts')
  vi.doUnmock('@supabase/supabase-js')
  expect(loads).toEqual([])
})
