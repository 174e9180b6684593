import { createAuthStateManager, systemClock, type AuthState } from '@everfresh/core'
import { testBackend, type LocalBackend } from '@everfresh/local/testing'
import { createClient, type Session, type SupabaseClient } from '@supabase/supabase-js'
import { afterEach, beforeEach, expect, test, vi } from 'vitest'
import ws from 'ws'
import { supabaseSessions } from './index.ts'

/** auth-js goes on trying for this long, and then keeps the failure for twice as long. */
const GIVES_UP_MS = 30_000
const KEEPS_FAILURE_MS = 60_000

const generously = { timeout: 20_000, interval: 20 }
const KEY = 'session'
const clients: SupabaseClient[] = []
let backend: LocalBackend

beforeEach(async () => {
  backend = await testBackend()
  // Only what time it is can be set; all timers and sockets are real.
  vi.useFakeTimers({ toFake: ['Date'] })
})
afterEach(async () => {
  await Promise.all(clients.splice(0).map(({ auth }) => auth.dispose()))
  vi.useRealTimers()
  await backend.stop()
})

const letPass = (ms: number): void => void vi.setSystemTime(systemClock.now() + ms)

/** A page of a person who keeps sessions in `store`. */
function open(store: Map<string, string>, url = backend.url) {
  const client = createClient(url, backend.anonKey, {
    auth: {
      storageKey: KEY,
      storage: {
        getItem: key => store.get(key) ?? null,
        setItem: (key, value) => void store.set(key, value),
        removeItem: key => void store.delete(key),
      },
    },
    global: {
      fetch: async (...request) => {
        const answer = fetch(...request)
        const worked = await answer.then(
          ({ ok }) => ok,
          () => false,
        )
        if (!worked) letPass(GIVES_UP_MS)
        return answer
      },
    },
    // Node 20 has no WebSocket of its own.
    realtime: { transport: ws as never },
  })
  clients.push(client)
  const told: string[] = []
  client.auth.onAuthStateChange((event, session) => {
    told.push(`${event} ${session === null ? 'without' : 'with'} a session`)
  })
  const auth = createAuthStateManager({ sessions: supabaseSessions(client), clock: systemClock })
  const states: string[] = []
  auth.subscribe('test', state => void states.push(words(state)))
  return { client, auth, states, told }
}

const words = (state: AuthState): string =>
  state.name === 'signed-in' ? `signed in as ${state.session.userId}` : state.name

/** The store of a guest whose token has run out. */
async function expiredGuest(): Promise<{ store: Map<string, string>; userId: string }> {
  const store = new Map<string, string>()
  const { client } = open(store)
  const { data } = await client.auth.signInAnonymously()
  await client.auth.dispose()
  const session = JSON.parse(store.get(KEY) ?? '') as Session
  store.set(
    KEY,
    JSON.stringify({ ...session, expires_at: Math.floor(systemClock.now() / 1000) - 600 }),
  )
  return { store, userId: data.user?.id ?? '' }
}

test('A5: who loads the page while auth is away is nobody else, and is back when auth is', async () => {
  const { store, userId } = await expiredGuest()
  backend.faults.set({ auth: { status: 503 } })
  const page = open(store)

  await expect.poll(() => page.told, generously).toContain('INITIAL_SESSION without a session')
  expect((await page.client.auth.getSession()).error?.name).toBe('AuthRetryableFetchError')
  expect(page.auth.state.current.name).toBe('unknown')

  backend.faults.reset()
  letPass(KEEPS_FAILURE_MS)
  // As any request of the app does.
  await page.client.auth.getSession()
  expect(page.states).toEqual([`signed in as ${userId}`])
})

test('A5: the same where nothing answers at all', async () => {
  const { store } = await expiredGuest()
  const page = open(store, 'http://127.0.0.1:9')
  await expect.poll(() => page.told, generously).toContain('INITIAL_SESSION without a session')
  expect((await page.client.auth.getSession()).error?.name).toBe('AuthRetryableFetchError')
  expect(page.states).toEqual([])
})

test('a session that auth refuses for good is a sign-out', async () => {
  const { store, userId } = await expiredGuest()
  await backend.sql('delete from auth.users where id = $1', [userId])
  const { states } = open(store)
  await expect.poll(() => states, generously).toEqual(['signed-out'])
  expect(store.has(KEY)).toBe(false)
})

test('who comes for the first time is nobody, also while auth is away', async () => {
  backend.faults.set({ auth: { status: 503 } })
  const { states } = open(new Map())
  await expect.poll(() => states, generously).toEqual(['signed-out'])
})

test('A1: a subscriber that awaits the client holds up nobody, not even when it renews the session', async () => {
  const { auth, client } = open(new Map())
  const done: string[] = []
  auth.subscribe('Curious', async ({ name }) => {
    if (name !== 'signed-in' || done.length > 0) return
    done.push('asked')
    await client.auth.getSession()
    await client.auth.refreshSession()
    done.push('renewed')
  })
  await client.auth.signInAnonymously()
  await client.auth.refreshSession()
  await expect.poll(() => done, generously).toEqual(['asked', 'renewed'])
})
