import { Window } from 'happy-dom'

/**
 * Makes this process look like a page that is shown: the document that React renders into, and what libraries ask
 * about visibility. Must run before any of them is imported. Network and timers stay Node's own.
 */
export function becomePage() {
  const window = new Window({ url: 'http://localhost/' })
  const { document } = window
  let isHidden = false
  Object.defineProperty(document, 'visibilityState', {
    configurable: true,
    get: () => (isHidden ? 'hidden' : 'visible'),
  })
  Object.defineProperty(document, 'hidden', { configurable: true, get: () => isHidden })
  for (const [name, value] of Object.entries({
    window,
    document,
    navigator: window.navigator,
    HTMLElement: window.HTMLElement,
    Node: window.Node,
    // RxDB makes events of its own and hands them to the document.
    Event: window.Event,
  })) {
    Object.defineProperty(globalThis, name, { configurable: true, writable: true, value })
  }
  return {
    /** @param {boolean} hidden */
    setHidden(hidden) {
      isHidden = hidden
      document.dispatchEvent(new window.Event('visibilitychange', { bubbles: true }))
    },
  }
}

/** Lets the system's clock jump, as it does while a machine sleeps. Timers know nothing of it. */
export function jumpingClock() {
  const RealDate = globalThis.Date
  let ahead = 0
  const now = () => RealDate.now() + ahead
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, made) =>
      Reflect.construct(target, args.length === 0 ? [now()] : args, made),
    get: (target, name) => (name === 'now' ? now : Reflect.get(target, name)),
  })
  return {
    /** @param {number} ms */
    setAhead: ms => (ahead = ms),
  }
}
