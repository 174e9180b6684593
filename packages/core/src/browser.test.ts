// @vitest-environment happy-dom
import { expect, test, vi } from 'vitest'
import { browserEnvironment } from './browser.ts'
import { manualClock } from './testing/index.ts'

function hide(hidden: boolean): void {
  vi.spyOn(document, 'visibilityState', 'get').mockReturnValue(hidden ? 'hidden' : 'visible')
  document.dispatchEvent(new Event('visibilitychange', { bubbles: true }))
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

test('P1: a person who looks at the page again is active, before they touch anything', () => {
  const clock = manualClock()
  const environment = browserEnvironment(clock)
  hide(true)
  clock.advance(60_000)
  expect(environment.active.current).toBe(false)
  hide(false)
  expect(environment.active.current).toBe(true)
  clock.advance(60_000)
  expect(environment.active.current).toBe(false)
  environment.stop()
  vi.restoreAllMocks()
})

test('P1: a browser that saves data, or a network of 2G, asks for little traffic, as long as it is so', () => {
  const network = Object.assign(new EventTarget(), { saveData: false, effectiveType: '4g' })
  const become = (change: Partial<{ saveData: boolean; effectiveType: string }>): boolean => {
    Object.assign(network, change).dispatchEvent(new Event('change'))
    return environment.frugal.current
  }
  Object.defineProperty(navigator, 'connection', { value: network, configurable: true })
  const environment = browserEnvironment(manualClock())
  expect(environment.frugal.current).toBe(false)
  expect(become({ saveData: true })).toBe(true)
  expect(become({ saveData: false })).toBe(false)
  expect(become({ effectiveType: '2g' })).toBe(true)
  expect(become({ effectiveType: 'slow-2g' })).toBe(true)
  expect(become({ effectiveType: '3g' })).toBe(false)
  environment.stop()
  Reflect.deleteProperty(navigator, 'connection')
  expect(become({ saveData: true })).toBe(false)
})

test('a browser that does not tell of its network is not frugal', () => {
  const environment = browserEnvironment(manualClock())
  expect(environment.frugal.current).toBe(false)
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

test('C8: a machine that has slept is found out once, though its timers are all overdue', () => {
  const clock = manualClock()
  const environment = browserEnvironment(clock)
  clock.advance(60_000)
  expect(environment.resumed.current).toBe(0)
  clock.sleep(8 * 3_600_000)
  expect(environment.resumed.current).toBe(1)
  clock.advance(60_000)
  expect(environment.resumed.current).toBe(1)
  environment.stop()
})

test('C8: the late timers of a hidden page are no sleep', () => {
  const clock = manualClock()
  const environment = browserEnvironment(clock)
  hide(true)
  clock.sleep(60_000)
  hide(false)
  clock.advance(60_000)
  expect(environment.resumed.current).toBe(0)
  environment.stop()
  vi.restoreAllMocks()
})

test('C8: a page out of the back/forward cache has stood still; one that was loaded has not', () => {
  const environment = browserEnvironment(manualClock())
  const shown = (persisted: boolean): void =>
    void window.dispatchEvent(Object.assign(new Event('pageshow'), { persisted }))
  shown(false)
  expect(environment.resumed.current).toBe(0)
  shown(true)
  expect(environment.resumed.current).toBe(1)
  environment.stop()
})

test('C8: we hear that the page is shown before who listens at the window, however early that began', () => {
  const heard: string[] = []
  const atTheWindow = (): void => void heard.push('the client, at the window')
  window.addEventListener('visibilitychange', atTheWindow)
  hide(true)
  const environment = browserEnvironment(manualClock())
  environment.visible.subscribe(() => void heard.push('we'))
  heard.length = 0
  hide(false)
  expect(heard).toEqual(['we', 'the client, at the window'])
  window.removeEventListener('visibilitychange', atTheWindow)
  environment.stop()
  vi.restoreAllMocks()
})
