import { createClient } from '@supabase/supabase-js'
import { expect, test, vi } from 'vitest'
import ws from 'ws'
import { supabaseSource } from './change-source.ts'

const client = createClient('http://127.0.0.1:9', 'key', {
  auth: { persistSession: false, autoRefreshToken: false },
  // Node 20 has no WebSocket of its own.
  realtime: { transport: ws as never },
})
const right = { client, topic: () => 'topic', tables: () => [] }

test.each([
  [{ topic: 'task-updates' }, 'topic is string. It must be a function.'],
  [{ tables: [{ table: 'tasks' }] }, 'tables is object. It must be a function.'],
  [{ client: undefined }, 'client is undefined. It must be an object.'],
])('a source is refused with %o, in a sentence that says what it must be', (wrong, message) => {
  expect(() => supabaseSource({ ...right, ...wrong } as never)).toThrow(
    expect.objectContaining({ code: 'invalid-option', message }),
  )
})

test('W1: making a source touches nothing: no socket is opened before a scope is', () => {
  supabaseSource(right)
  expect(client.realtime.isConnected()).toBe(false)
  expect(client.getChannels()).toEqual([])
})

test('a scope whose tables cannot be told leaves nothing behind, however often it is tried', () => {
  const onHeartbeat = vi.spyOn(client.realtime, 'onHeartbeat')
  const source = supabaseSource({
    ...right,
    tables: () => {
      throw new Error('a fault of the app')
    },
  })
  const open = () => source.open({ id: 'a', userId: 'ann' }, () => undefined)
  expect(open).toThrow('a fault of the app')
  expect([onHeartbeat.mock.calls, client.getChannels()]).toEqual([[], []])
})
