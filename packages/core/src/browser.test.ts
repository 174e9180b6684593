// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { browserEnvironment } from './browser.ts'
import { manualClock } from './testing/index.ts'

function hide(hidden: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(hidden ? 'hidden' : 'visible')
  document.dispatchEvent(new Event('visibilitychange'))
}

test('it follows the page’s visibility and the network', () => {
  const environment = browserEnvironment(manualClock())
  hide(true)
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false)
  window.dispatchEvent(new Event('offline'))
  expect([environment.visible.current, environment.online.current]).toEqual([false, false])
  hide(false)
  expect(environment.visible.current).toBe(true)
  environment.stop()
  vi.restoreAllMocks()
})

test('a person who does nothing for a minute is not active, and is again with the first key', () => {
  const clock = manualClock()
  const environment = browserEnvironment(clock)
  clock.advance(59_000)
  document.dispatchEvent(new Event('pointerdown'))
  clock.advance(59_999)
  expect(environment.active.current).toBe(true)
  clock.advance(1)
  expect(environment.active.current).toBe(false)
  document.dispatchEvent(new Event('keydown'))
  expect(environment.active.current).toBe(true)
  environment.stop()
})

test('once stopped it listens to nothing and no timer is left', () => {
  const clock = manualClock()
  const environment = browserEnvironment(clock)
  environment.stop()
  hide(true)
  expect(environment.visible.current).toBe(true)
  expect(clock.pending()).toBe(0)
  vi.restoreAllMocks()
})
