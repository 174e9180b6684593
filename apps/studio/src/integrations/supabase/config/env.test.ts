import { expect, test } from 'vitest'
import { readEnv } from './env'

test('with nothing set it is the local backend, with realtime on', () => {
  expect(readEnv({})).toMatchObject({
    supabaseUrl: 'http://127.0.0.1:54321',
    realtimeEnabled: true,
    legacyListenersEnabled: false,
    deadmodeForcePollingMs: undefined,
  })
})

test('every variable is read', () => {
  expect(
    readEnv({
      VITE_SUPABASE_URL: 'https://example.supabase.co',
      VITE_SUPABASE_ANON_KEY: ' key ',
      VITE_REALTIME_ENABLED: 'false',
      VITE_LEGACY_LISTENERS_ENABLED: 'true',
      VITE_DEADMODE_FORCE_POLLING_MS: '2500',
    }),
  ).toEqual({
    supabaseUrl: 'https://example.supabase.co',
    supabaseAnonKey: 'key',
    realtimeEnabled: false,
    legacyListenersEnabled: true,
    deadmodeForcePollingMs: 2_500,
  })
})

test('a variable that makes no sense is named, with what it may be', () => {
  const refusal = (name: string, value: string) => () => readEnv({ [name]: value })
  expect(refusal('VITE_REALTIME_ENABLED', 'yes')).toThrow(
    /VITE_REALTIME_ENABLED.*true or false.*"yes"/,
  )
  expect(refusal('VITE_SUPABASE_URL', 'localhost')).toThrow(/VITE_SUPABASE_URL.*http/)
  expect(refusal('VITE_SUPABASE_URL', 'ftp://x')).toThrow(/VITE_SUPABASE_URL/)
  for (const ms of ['5s', '0', '999', '1.5'])
    expect(refusal('VITE_DEADMODE_FORCE_POLLING_MS', ms)).toThrow(/at least 1000/)
})
