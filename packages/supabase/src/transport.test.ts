import { manualClock, manualEnvironment } from '@everfresh/core/testing'
import { describe, expect, test } from 'vitest'
import { scriptedWebSockets } from '../test/scripted-web-socket.ts'
import { createTransport } from './transport.ts'

const ALMOST_ONE = 0.999_999
/** The client's own, as the options set it. */
const RECONNECT_AFTER_MS = 50

/** A client that connects again after each close, as realtime-js does. */
function openClient(draw = ALMOST_ONE, onReturn = (): void => undefined) {
  const clock = manualClock()
  const environment = manualEnvironment()
  const { webSocket, dialled } = scriptedWebSockets(clock)
  const Transport = createTransport({
    clock,
    random: () => draw,
    environment,
    webSocket,
    onReturn,
  })
  const told: string[] = []
  const say = (what: string): void => void told.push(`${clock.now()} ${what}`)
  const connect = (): InstanceType<typeof Transport> => {
    const socket = new Transport('wss://example/socket')
    socket.onopen = () => say('open')
    socket.onmessage = ({ data }: MessageEvent) => say(String(data))
    socket.onclose = ({ code }: CloseEvent) => {
      say(`closed ${code}`)
      clock.after(RECONNECT_AFTER_MS, () => (client.socket = connect()))
    }
    return socket
  }
  const last = () => {
    const line = dialled.at(-1)
    if (line === undefined) throw new Error('Nothing was dialled.')
    return line
  }
  const client = {
    clock,
    environment,
    dialled,
    told,
    socket: connect(),
    /** The connection that was dialled last. */
    last,
    /** Lets time pass until the next connection is dialled; for how long that was, to the millisecond. */
    untilDialled: (): number => {
      const [from, before] = [clock.now(), dialled.length]
      while (dialled.length === before) clock.advance(1)
      return Math.round(last().at - from)
    },
    /** Opens the connection, and holds it for `ms`. */
    hold: (ms: number): void => {
      last().open()
      clock.advance(ms)
    },
  }
  client.untilDialled()
  return client
}

describe('how long it waits before it dials', () => {
  test('C7: the first connection is not kept waiting', () => {
    const client = openClient()
    client.last().open()
    expect(client.told).toEqual(['1 open'])
    expect(client.last().at).toBe(0)
  })

  test('C7: refused over and over, it asks again after 1, 2, 4, 8, 16, 30 and 30 s at the most', () => {
    const client = openClient()
    const waits = [1, 2, 3, 4, 5, 6, 7].map(() => {
      client.last().end(1006)
      return client.untilDialled() - RECONNECT_AFTER_MS
    })
    expect(waits).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000])
  })

  test('C7: the wait is drawn from zero on, so that clients that failed together come back apart', () => {
    const client = openClient(0.1)
    const waits = [1, 2, 3].map(() => {
      client.last().end(1006)
      return client.untilDialled() - RECONNECT_AFTER_MS
    })
    expect(waits).toEqual([100, 200, 400])
  })

  test.each([1001, 1012])('C7: after a restart (%i) all come back within 4 s', code => {
    const client = openClient()
    client.hold(60_000)
    client.last().end(code)
    expect(client.untilDialled()).toBe(4_000 + RECONNECT_AFTER_MS)
  })

  test('C7: a connection that held for 10 s was a success, a shorter one was none', () => {
    const client = openClient()
    const waits = [9_999, 9_999, 10_000].map(heldMs => {
      client.hold(heldMs)
      client.last().end(1006)
      return client.untilDialled() - RECONNECT_AFTER_MS
    })
    expect(waits).toEqual([1_000, 2_000, 1_000])
  })

  test('C7: two clients do not wait for each other', () => {
    const [one, other] = [openClient(), openClient()]
    one.last().end(1006)
    one.last().end(1006)
    other.last().end(1006)
    expect(other.untilDialled()).toBe(1_000 + RECONNECT_AFTER_MS)
  })
})

describe('a handshake that nobody answers', () => {
  test('C7: it is given up after 3.5 s, and the next begins within a quarter of one, however often', () => {
    const client = openClient()
    const first = client.last()
    client.clock.advance(3_498)
    expect(first.closedWith).toBe(undefined)
    client.clock.advance(1)
    expect(first.closedWith).toEqual([])
    expect(client.told).toEqual(['3500 closed 1006'])
    const waits = [1, 2, 3, 4, 5, 6].map(() => client.untilDialled())
    expect(waits).toEqual([300, 3_800, 3_800, 3_800, 3_800, 3_800])
  })

  test('C7: where that was never enough, one in thirty-two is given twenty', () => {
    const client = openClient()
    const hasty = (): void => {
      for (let failed = 0; failed < 31; failed += 1)
        expect(client.untilDialled()).toBeLessThanOrEqual(3_800)
    }
    hasty()
    expect(client.untilDialled()).toBeGreaterThan(20_000)
    hasty()
    const slow = client.last()
    client.clock.advance(19_900)
    slow.open()
    expect(client.told.at(-1)).toMatch(/open$/)
  })

  test('C9: what comes of it later changes nothing', () => {
    const client = openClient()
    const first = client.last()
    client.untilDialled()
    client.last().open()
    const before = [...client.told]
    first.open()
    first.say('late')
    first.end(1006)
    expect(client.told).toEqual(before)
    expect(client.socket.readyState).toBe(1)
  })
})

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
    client.socket.close(1000)
    client.untilDialled()
    client.last().open()
    expect(count()).toBe(1)
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

describe('a sign that the world changed for the better', () => {
  const signs = ['online', 'visible'] as const

  test.each(signs)('C7: %s ends a long wait within half a second, and the counter', sign => {
    const client = openClient()
    for (let failed = 0; failed < 6; failed += 1) {
      client.last().end(1006)
      if (failed < 5) client.untilDialled()
    }
    client.clock.advance(2_000)
    client.environment[sign].set(false)
    client.environment[sign].set(true)
    expect(client.untilDialled()).toBe(500)
    client.last().end(1006)
    expect(client.untilDialled()).toBe(1_000 + RECONNECT_AFTER_MS)
  })

  test('C7: while the machine says that it has no network nothing is dialled; when it has one again, soon', () => {
    const client = openClient()
    client.environment.online.set(false)
    client.last().end(1006)
    client.clock.advance(600_000)
    expect(client.dialled).toHaveLength(1)
    client.environment.online.set(true)
    expect(client.untilDialled()).toBeLessThanOrEqual(500)
    client.last().open()
    expect(client.told.at(-1)).toMatch(/open$/)
  })

  test('C8: signs that keep coming do not put the connection off', () => {
    const client = openClient()
    client.last().end(1012)
    client.clock.advance(100)
    const startedAt = client.clock.now()
    while (client.dialled.length === 1) {
      client.clock.advance(100)
      client.environment.resumed.set(client.environment.resumed.current + 1)
    }
    expect(client.last().at - startedAt).toBeLessThanOrEqual(600)
  })

  test('C8: it begins a handshake anew that hangs, and leaves a young one alone', () => {
    const client = openClient()
    client.clock.advance(999)
    client.environment.resumed.set(1)
    expect(client.last().closedWith).toBe(undefined)
    client.clock.advance(2)
    client.environment.resumed.set(2)
    expect(client.last().closedWith).toEqual([])
    // No client had to be told of it: to it this is one connection that takes its time.
    expect(client.untilDialled()).toBeLessThanOrEqual(500)
    client.last().open()
    expect(client.told.map(line => line.split(' ')[1])).toEqual(['open'])
  })

  test('C8: it leaves an open socket alone', () => {
    const client = openClient()
    client.hold(20_000)
    client.environment.resumed.set(1)
    client.clock.advance(20_000)
    expect(client.dialled).toHaveLength(1)
    expect(client.socket.readyState).toBe(1)
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
