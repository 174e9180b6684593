import { expect, test } from 'vitest'
import { readEnv } from './env'

test('with nothing set it is the local backend, with realtime on', () => {
  expect(readEnv({})).toMatchObject({
    supabaseUrl: 'http://127.0.0.1:54321',
    realtimeEnabled: true,
    legacyListenersEnabled: false,
    deadmodeForcePollingMs: undefined,
    realtimeSource: 'postgres_changes',
    problems: [],
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
      VITE_REALTIME_SOURCE: 'feed',
      VITE_DEVTOOLS: 'true',
    }),
  ).toEqual({
    supabaseUrl: 'https://example.supabase.co',
    supabaseAnonKey: 'key',
    realtimeEnabled: false,
    legacyListenersEnabled: true,
    deadmodeForcePollingMs: 2_500,
    realtimeSource: 'feed',
    problems: [],
  })
})

test('the legacy listeners take realtime’s place, and never join it', () => {
  expect(readEnv({ VITE_LEGACY_LISTENERS_ENABLED: 'true' })).toMatchObject({
    realtimeEnabled: false,
    legacyListenersEnabled: true,
    problems: [],
  })
  const both = readEnv({ VITE_LEGACY_LISTENERS_ENABLED: 'true', VITE_REALTIME_ENABLED: 'true' })
  expect(both).toMatchObject({ realtimeEnabled: true, legacyListenersEnabled: false })
  expect(both.problems).toEqual([
    'VITE_REALTIME_ENABLED and VITE_LEGACY_LISTENERS_ENABLED are both true. Only one can listen; realtime does.',
  ])
})

test('a switch that makes no sense is named, with what it may be, and its default is used', () => {
  expect(readEnv({ VITE_REALTIME_ENABLED: 'yes' })).toMatchObject({
    realtimeEnabled: true,
    problems: [
      'VITE_REALTIME_ENABLED is "yes". It must be true or false; the default, true, is used.',
    ],
  })
  expect(readEnv({ VITE_REALTIME_SOURCE: 'rss' })).toMatchObject({
    realtimeSource: 'postgres_changes',
    problems: [
      'VITE_REALTIME_SOURCE is "rss". It must be postgres_changes or feed; the default, postgres_changes, is used.',
    ],
  })
  expect(readEnv({ VITE_DEVTOOLS: '1' })).toMatchObject({
    problems: ['VITE_DEVTOOLS is "1". It must be true or false; the default, false, is used.'],
  })
  for (const ms of ['5s', '0', '999', '1.5', '1e12'])
    expect(readEnv({ VITE_DEADMODE_FORCE_POLLING_MS: ms })).toMatchObject({
      deadmodeForcePollingMs: undefined,
      problems: [
        `VITE_DEADMODE_FORCE_POLLING_MS is "${ms}". It must be a whole number of milliseconds from 1000 to 86400000; the default, 5000, is used.`,
      ],
    })
})

test('an address of the backend that is none is refused: nothing works without', () => {
  for (const address of ['localhost', 'ftp://x'])
    expect(() => readEnv({ VITE_SUPABASE_URL: address })).toThrow(/VITE_SUPABASE_URL.*http/)
})
