import { afterEach, expect, test, vi } from 'vitest'
import { isolated } from './fault.ts'

afterEach(() => {
  vi.unstubAllGlobals()
  vi.useRealTimers()
})

const broken = new Error('a callback with a fault')
const callback = (): void => {
  throw broken
}

test('in a page, what a callback throws goes to whoever watches its errors, and the caller goes on', () => {
  const reported: unknown[] = []
  vi.stubGlobal('reportError', (error: unknown) => reported.push(error))
  isolated(callback)
  isolated(() => undefined)
  expect(reported).toEqual([broken])
})

test('in Node it is thrown again in a turn of its own, where nobody else is disturbed', () => {
  vi.stubGlobal('reportError', undefined)
  vi.useFakeTimers()
  isolated(callback)
  expect(() => vi.runAllTimers()).toThrow(broken)
})
