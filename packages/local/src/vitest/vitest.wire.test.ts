import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createClient, type SupabaseClient } from '@supabase/supabase-js'
import { describe, expect, it, test } from 'vitest'
import type { LocalBackend } from '../index.ts'
import { globalSetup, withBackend } from './index.ts'

const clientOf = ({ url, anonKey }: LocalBackend): SupabaseClient =>
  createClient(url, anonKey, {
    auth: { persistSession: false },
    db: { retry: false },
    realtime: { transport: class {} as never },
  } as never)

const own = withBackend(test)
// Vitest wants what a file shares to be defined at its top.
const shared = withBackend(test, { per: 'file' })

describe('a backend for each test', () => {
  own('starts with an empty database', async ({ backend }) => {
    await backend.sql('create table public.notes (id int)')
    expect((await clientOf(backend).from('notes').select()).data).toEqual([])
  })

  own(
    'knows nothing of what the test before it made, and can be broken',
    async ({ backend, faults }) => {
      expect((await clientOf(backend).from('notes').select()).status).toBe(404)
      faults.add({ type: 'http-error', service: 'rest', status: 503 })
      expect((await clientOf(backend).from('notes').select()).status).toBe(503)
    },
  )
})

describe('a backend for a file', () => {
  shared('keeps its rows from test to test', async ({ backend, faults }) => {
    await backend.sql('create table public.notes (id int)')
    faults.add({ type: 'http-error', service: 'rest', status: 503 })
  })

  shared('and has its faults mended', async ({ backend }) => {
    expect((await clientOf(backend).from('notes').select()).status).toBe(200)
  })
})

it('names a global set-up that is there', () => {
  expect(existsSync(globalSetup)).toBe(true)
  expect(globalSetup).toBe(join(import.meta.dirname, '../testing/global-setup.ts'))
})
