import { withBackend } from '@everfresh/local/playwright'
import { expect, test as base } from '@playwright/test'

const test = withBackend(base)

const read = async (url: string): Promise<number> =>
  (await fetch(`${url}/rest/v1/notes`, { headers: { apikey: 'sb_publishable_x' } })).status

test('breaks the backend', async ({ backend, faults, backendEnv }) => {
  expect(backendEnv['VITE_SUPABASE_URL']).toBe(backend.url)
  await backend.sql('create table public.notes (id int)')
  faults.add({ type: 'http-error', service: 'rest', status: 503 })
  expect(await read(backend.url)).toBe(503)
})

test('finds the same backend mended', async ({ backend }) => {
  const { rows } = await backend.sql('select count(*) from public.notes')
  expect(rows).toEqual([{ count: '0' }])
  expect(await read(backend.url)).not.toBe(503)
})
