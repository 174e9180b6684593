import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import ws from 'ws'
import { authListenersOf, subscribeAsOurs } from '../auth-listeners.ts'
import { authFindings, channelFindings, replicaFindings } from './client-findings.ts'
import { countAuthListeners } from './index.ts'

const clientOf = (url: string, own = {}) =>
  createClient(url, 'key', {
    auth: { persistSession: false, autoRefreshToken: false },
    realtime: { transport: ws as never },
    ...own,
  })

test.each([
  ['https://abcdefghij-all.supabase.co', 1],
  ['https://abcdefghij-rr-us-east-1-lxpba.supabase.co', 1],
  ['https://abcdefghij.supabase.co', 0],
  ['http://127.0.0.1:54321', 0],
])('the address %s is known for what it is', async (url, findings) => {
  expect(await replicaFindings(clientOf(url), undefined)).toHaveLength(findings)
})

test('a client with tokens of another issuer has no auth events, and no finding about them', () => {
  const client = clientOf('http://127.0.0.1:54321', { accessToken: async () => 'token' })
  countAuthListeners(client)
  expect(authFindings(client)).toEqual([])
  expect(channelFindings(client, 1)).toEqual([])
})

test('W2: who is counted hears and gets what the client says and gives', async () => {
  const client = clientOf('http://127.0.0.1:54321')
  const subscribe = () =>
    new Promise<readonly unknown[]>(resolve => {
      const { data, ...more } = client.auth.onAuthStateChange((event, session) => {
        const { callback, unsubscribe, ...named } = data.subscription
        resolve([event, session, callback.length, unsubscribe(), Object.keys(named), more])
      })
    })
  const uncounted = await subscribe()
  countAuthListeners(client)
  expect(await subscribe()).toEqual(uncounted)
  expect(uncounted.slice(0, 2)).toEqual(['INITIAL_SESSION', null])
})

test("a manager that stops takes no subscription of the app's own with it", () => {
  const client = clientOf('http://127.0.0.1:54321')
  const nothing = (): void => undefined
  const beforeCounting = subscribeAsOurs(client.auth, nothing)
  countAuthListeners(client)
  client.auth.onAuthStateChange(nothing)
  const counted = subscribeAsOurs(client.auth, nothing)
  expect(authListenersOf(client.auth)).toEqual({ ours: 2, others: 1 })
  counted()
  beforeCounting()
  expect(authListenersOf(client.auth)).toEqual({ ours: 0, others: 1 })
  expect(authFindings(client)).toMatchObject([{ code: 'second-auth-subscription' }])
})
