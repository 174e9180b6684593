import { describe, expect, it } from 'vitest'
import { backoffMs, createBell, sleep } from './waiting.ts'

const never = new AbortController().signal
const hour = 3_600_000

describe('waiting', () => {
  it('ends with the bell, also when it rang before', async () => {
    const bell = createBell()
    bell.ring()
    await bell.wait(hour, never)
    const waiting = bell.wait(hour, never)
    bell.ring()
    await waiting
  })

  it('does not hear one ring twice', async () => {
    const bell = createBell()
    bell.ring()
    await bell.wait(hour, never)
    const second = bell.wait(hour, never).then(() => 'rung')
    expect(await Promise.race([second, sleep(1, never).then(() => 'silent')])).toBe('silent')
    bell.ring()
    await second
  })

  it('ends when it is called off, before or meanwhile', async () => {
    await createBell().wait(hour, AbortSignal.abort())
    await sleep(hour, AbortSignal.abort())
    const stop = new AbortController()
    const waiting = Promise.all([createBell().wait(hour, stop.signal), sleep(hour, stop.signal)])
    stop.abort()
    await waiting
  })

  it('grows from a quarter of a second to five, spread by half', () => {
    const least = [0, 1, 2, 3, 4, 5, 40].map(attempt => backoffMs(attempt, () => 0))
    expect(least).toEqual([125, 250, 500, 1000, 2000, 2500, 2500])
    expect(backoffMs(40, () => 1)).toBe(5000)
  })
})
