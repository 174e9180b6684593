import { manualClock, manualEnvironment } from '@everfresh/core/testing'
import { createClient } from '@supabase/supabase-js'
import { expect, test, vi } from 'vitest'
import { scriptedWebSockets } from '../test/scripted-web-socket.ts'
import { everfreshOptions } from './client-options.ts'

const ports = () => ({ clock: manualClock(), environment: manualEnvironment(), random: () => 0 })

test('C7: a socket connects with the class that the app gave, after the transport’s own wait', () => {
  const mine = ports()
  const { webSocket, dialled } = scriptedWebSockets(mine.clock)
  const { options } = everfreshOptions({ realtime: { transport: webSocket } }, mine)
  new options.realtime.transport('wss://example/socket')
  mine.clock.advance(0)
  expect(dialled.map(({ address }) => address)).toEqual(['wss://example/socket'])
  expect(options.realtime.reconnectAfterMs(7)).toBe(50)
})

test('P4: the client reads past the HTTP cache, tries once, and what came of it is reported', async () => {
  const asked = vi.fn<typeof fetch>(async () => new Response('{}', { status: 503 }))
  const { webSocket: transport } = scriptedWebSockets(manualClock())
  const own = { global: { fetch: asked }, realtime: { transport } }
  const { options, reports } = everfreshOptions(own, ports())
  const reported: unknown[] = []
  reports.subscribe(report => void reported.push(report))
  const client = createClient('http://example', 'key', options)
  const { status } = await client.from('tasks').select()
  expect(status).toBe(503)
  expect(asked).toHaveBeenCalledTimes(1)
  expect(asked.mock.calls[0]?.[1]).toMatchObject({ cache: 'no-store' })
  expect(reported).toEqual([{ type: 'failed' }])
})

test('C8: a read that hangs is sent again when the machine has a network again', async () => {
  const mine = ports()
  const asked = vi.fn<typeof fetch>(() => new Promise(() => undefined))
  const { webSocket: transport } = scriptedWebSockets(mine.clock)
  const own = { global: { fetch: asked }, realtime: { transport } }
  const { options } = everfreshOptions(own, mine)
  void options.global.fetch('http://example/rest/v1/tasks')
  mine.environment.online.set(false)
  expect(asked).toHaveBeenCalledTimes(1)
  mine.environment.online.set(true)
  expect(asked).toHaveBeenCalledTimes(2)
})

test('what the app asked for stays', () => {
  const own = {
    auth: { persistSession: false, storageKey: 'mine' },
    db: { schema: 'api' as const, retry: true },
    global: { headers: { 'x-app': 'studio' } },
    realtime: { heartbeatIntervalMs: 10_000, timeout: 5_000 },
  }
  const { options } = everfreshOptions(own, ports())
  expect(options).toMatchObject(own)
})

test('without options of the app’s own, those that are added are all there are', () => {
  const { options } = everfreshOptions(undefined, ports())
  expect(Object.keys(options)).toEqual(['db', 'global', 'realtime'])
  expect(options.db).toEqual({ retry: false })
})
