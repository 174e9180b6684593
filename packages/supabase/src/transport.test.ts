import { manualClock, manualEnvironment } from '@everfresh/core/testing'
import { describe, expect, test } from 'vitest'
import { ALMOST_ONE, openClient, RECONNECT_AFTER_MS } from '../test/open-client.ts'
import { scriptedWebSockets } from '../test/scripted-web-socket.ts'
import { createTransport } from './transport.ts'

describe('whether the network was gone', () => {
  function returns() {
    let count = 0
    const client = openClient(ALMOST_ONE, () => void (count += 1))
    return { client, count: () => count }
  }

  test('C8: it tells when a connection opens after a handshake that was never answered', () => {
    const { client, count } = returns()
    client.untilDialled()
    client.untilDialled()
    expect(count()).toBe(0)
    client.last().open()
    expect(count()).toBe(1)
  })

  test('C8: and after one that the client closed, since it answered no more', () => {
    const { client, count } = returns()
    client.last().open()
    client.socket.close(1000, 'heartbeat timeout')
    client.untilDialled()
    client.last().open()
    expect(count()).toBe(1)
  })

  test('C8: and not after one that the client had no use for any more, open or not yet', () => {
    const { client, count } = returns()
    client.last().open()
    client.socket.close()
    client.untilDialled()
    client.clock.advance(1_000)
    client.socket.close()
    client.untilDialled()
    client.last().open()
    expect(count()).toBe(0)
  })

  test('C8: who was cut off, refused or thrown out by a restart knows that the network is there', () => {
    const { client, count } = returns()
    for (const code of [1006, 1012]) {
      client.last().end(code)
      client.untilDialled()
      client.last().open()
      client.last().end(code)
      client.untilDialled()
    }
    expect(count()).toBe(0)
  })
})

describe('the client closes', () => {
  test('C8: a dead socket is let go at once, and the next is dialled within half a second', () => {
    const client = openClient()
    client.hold(60_000)
    const { socket } = client
    socket.close(1000, 'heartbeat timeout')
    expect(client.told.at(-1)).toMatch(/closed 1000/)
    expect(socket.readyState).toBe(3)
    expect(client.last().closedWith).toEqual([1000, 'heartbeat timeout'])
    expect(client.untilDialled()).toBe(500 + RECONNECT_AFTER_MS)
  })

  test.each([
    [9_999, 2_000],
    [10_000, 1_000],
  ])('C7: held for %i ms, the failure after it is waited for %i ms', (heldMs, waitMs) => {
    const client = openClient()
    client.last().end(1006)
    client.untilDialled()
    client.hold(heldMs)
    client.socket.close(1000)
    client.untilDialled()
    client.last().end(1006)
    expect(client.untilDialled()).toBe(waitMs + RECONNECT_AFTER_MS)
  })

  test.each(['while it waits', 'during the handshake'])('before it is open, %s', when => {
    const client = openClient()
    if (when === 'while it waits') {
      client.last().end(1006)
      client.clock.advance(RECONNECT_AFTER_MS)
    }
    const { socket } = client
    socket.onclose = ({ code }) => void client.told.push(`told ${code}`)
    expect(socket.readyState).toBe(0)
    socket.close()
    socket.close()
    // In a turn of its own, as by any WebSocket.
    expect(socket.readyState).toBe(2)
    expect(client.told).not.toContain('told 1006')
    client.clock.advance(60_000)
    expect(socket.readyState).toBe(3)
    expect(client.told.filter(line => line === 'told 1006')).toHaveLength(1)
    expect(client.dialled).toHaveLength(1)
    if (when === 'during the handshake') expect(client.last().closedWith).toEqual([])
    expect(client.clock.pending()).toBe(0)
  })
})

describe('to the client it is a WebSocket', () => {
  test('what is said and asked for passes through', () => {
    const clock = manualClock()
    const { webSocket, dialled } = scriptedWebSockets(clock)
    const environment = manualEnvironment()
    const Transport = createTransport({ clock, random: () => 0, environment, webSocket })
    const socket = new Transport('wss://example/socket', ['phoenix'])
    socket.binaryType = 'arraybuffer'
    const heard: unknown[] = []
    socket.onopen = ({ type }) => void heard.push(type)
    socket.onmessage = ({ data }: MessageEvent) => void heard.push(data)
    socket.onerror = ({ type }) => void heard.push(type)
    socket.onclose = ({ code, reason, wasClean }: CloseEvent) =>
      void heard.push([code, reason, wasClean])
    expect([socket.url, socket.protocol, socket.bufferedAmount]).toEqual([
      'wss://example/socket',
      '',
      0,
    ])
    clock.advance(0)
    const [line] = dialled
    expect(line).toMatchObject({
      address: 'wss://example/socket',
      protocols: [['phoenix']],
      binaryType: 'arraybuffer',
    })
    socket.send('too early')
    line?.open()
    expect([socket.protocol, socket.bufferedAmount]).toEqual(['phoenix', 7])
    const bytes = new Uint8Array([1, 2]).buffer
    socket.send('text')
    socket.send(bytes)
    expect(line?.sent).toEqual(['text', bytes])
    line?.say('answer')
    line?.end(4000)
    expect(heard).toEqual(['open', 'answer', 'error', [4000, 'of the server', true]])
  })

  test('C7: an address that the page’s policy forbids is a failure like any other', () => {
    const clock = manualClock()
    const forbidden = function (): void {
      throw new Error('Refused by the content security policy')
    }
    const environment = manualEnvironment()
    const ports = { clock, random: () => 0, environment, webSocket: forbidden as never }
    const socket = new (createTransport(ports))('wss://example/socket')
    const closed: unknown[] = []
    socket.onclose = ({ code, reason }: CloseEvent) => void closed.push([code, reason])
    clock.advance(0)
    expect(closed).toEqual([[1006, 'Error: Refused by the content security policy']])
    expect(socket.readyState).toBe(3)
  })

  test('where there is none, it says what to do', () => {
    const ports = { clock: manualClock(), random: () => 0, environment: manualEnvironment() }
    const { WebSocket: original } = globalThis as { WebSocket?: unknown }
    Reflect.deleteProperty(globalThis, 'WebSocket')
    try {
      const Transport = createTransport(ports)
      expect(() => new Transport('wss://example/socket')).toThrow(/realtime\.transport/)
    } finally {
      if (original !== undefined) Object.assign(globalThis, { WebSocket: original })
    }
  })
})
