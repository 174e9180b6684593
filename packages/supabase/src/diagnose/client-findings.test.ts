import { createClient } from '@supabase/supabase-js'
import { expect, test } from 'vitest'
import ws from 'ws'
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
