import { alarm } from './alarm.ts'
import type { Clock } from './clock.ts'
import { nowhere, whenTrue, type Environment } from './environment.ts'
import { cell, constant, type Source } from './source.ts'

/** The slice of an `EventTarget` used here; structural, so that this package needs no DOM types. */
interface Target {
  addEventListener(type: string, listener: Listener, options: ListenerOptions): void
  removeEventListener(type: string, listener: Listener, options: ListenerOptions): void
}
/** `persisted`: the page comes out of the back/forward cache. */
type Listener = (event: { readonly persisted?: boolean }) => void
interface ListenerOptions {
  readonly passive: boolean
  readonly capture: boolean
}
interface Page extends Target {
  readonly visibilityState: string
}
interface World {
  readonly window?: Target
  readonly document?: Page
  readonly navigator?: { readonly onLine?: boolean; readonly connection?: Network }
}
/** Not every browser tells. */
interface Network extends Target {
  readonly saveData?: boolean
  /** The measured speed, by the generation of mobile networks that has it. */
  readonly effectiveType?: string
}

/** After this long without a sign of a person, polling slows down. */
const INACTIVE_AFTER_MS = 60_000
const SIGNS_OF_A_PERSON = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'focusin'] as const
/** How often a page that is shown looks whether the machine has slept: late by as much again, it has. */
const LOOK_EVERY_MS = 3_000
const options = { passive: true, capture: true } as const

/** An environment that listens to the page until it is stopped. */
export interface BrowserEnvironment extends Environment {
  /** Takes all listeners back; the signs keep their last value. */
  readonly stop: () => void
}

/** The browser's environment; where there is no page, one that never changes. */
export function browserEnvironment(clock: Clock): BrowserEnvironment {
  const { window, document, navigator } = globalThis as World
  if (window === undefined || document === undefined) return { ...nowhere, stop: () => undefined }

  const undos: (() => void)[] = []
  const listen = (target: Target, type: string, listener: Listener): void => {
    target.addEventListener(type, listener, options)
    undos.push(() => target.removeEventListener(type, listener, options))
  }
  const read = (
    value: () => boolean,
    ...signs: readonly (readonly [Target, string])[]
  ): Source<boolean> => {
    const source = cell(value())
    for (const [target, type] of signs) listen(target, type, () => source.set(value()))
    return source
  }

  const active = cell(true)
  const idle = alarm(clock, () => active.set(false))
  undos.push(idle.close)
  const sign = (): void => {
    idle.set(clock.now() + INACTIVE_AFTER_MS)
    active.set(true)
  }
  for (const type of SIGNS_OF_A_PERSON) listen(document, type, sign)
  sign()

  // At the document, so that it runs before whoever listens at the window (the realtime client does).
  const visible = read(
    () => document.visibilityState !== 'hidden',
    [document, 'visibilitychange'],
    [window, 'pageshow'],
  )
  // Who looks at the page again has done something, even if it is in another window.
  undos.push(whenTrue(visible, sign))
  const resumed = cell(0)
  const resume = (): void => resumed.set(resumed.current + 1)
  listen(window, 'pageshow', ({ persisted }) => {
    if (persisted === true) resume()
  })
  undos.push(watchForSleep(clock, visible, resume))

  return {
    visible,
    online: read(() => navigator?.onLine !== false, [window, 'online'], [window, 'offline']),
    active,
    frugal: readNetwork(navigator?.connection, read),
    resumed,
    stop: () => {
      for (const undo of undos.splice(0)) undo()
    },
  }
}

type Read = (value: () => boolean, sign: readonly [Target, string]) => Source<boolean>

function readNetwork(network: Network | undefined, read: Read): Source<boolean> {
  if (network === undefined) return constant(false)
  const isSlow = (): boolean => /^(slow-)?2g$/.test(network.effectiveType ?? '')
  return read(() => network.saveData === true || isSlow(), [network, 'change'])
}

/** Calls `onSlept` when time has jumped while the page was shown. Hidden, timers are late anyway. */
function watchForSleep(clock: Clock, visible: Source<boolean>, onSlept: () => void): () => void {
  let dueAt = 0
  const look = alarm(clock, () => {
    const lateMs = clock.now() - dueAt
    wait()
    if (lateMs >= LOOK_EVERY_MS) onSlept()
  })
  const wait = (): void => {
    dueAt = clock.now() + LOOK_EVERY_MS
    look.set(visible.current ? dueAt : undefined)
  }
  wait()
  const undo = visible.subscribe(wait)
  return () => {
    undo()
    look.close()
  }
}
