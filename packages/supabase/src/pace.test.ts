import { describe, expect, test } from 'vitest'
import { openClient, RECONNECT_AFTER_MS } from '../test/open-client.ts'

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
