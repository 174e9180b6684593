import { alarm } from './alarm.ts'
import type { Clock } from './clock.ts'
import { nowhere, type Environment } from './environment.ts'
import { cell, type Source } from './source.ts'

/** The slice of an `EventTarget` used here; structural, so that this package needs no DOM types. */
interface Target {
  addEventListener(
    type: string,
    listener: () => void,
    options: { readonly passive: true; readonly capture: boolean },
  ): void
}
interface Page extends Target {
  readonly visibilityState: string
}
interface World {
  readonly window?: Target
  readonly document?: Page
  readonly navigator?: { readonly onLine?: boolean }
}

/** After this long without a sign of a person, polling slows down. */
const INACTIVE_AFTER_MS = 60_000
const SIGNS_OF_A_PERSON = ['pointerdown', 'keydown', 'wheel', 'touchstart', 'focusin'] as const

/**
 * The browser's environment; `nowhere` when there is no page. Its listeners live as long as the page:
 * make one an app, beside the clock.
 */
export function browserEnvironment(clock: Clock): Environment {
  const { window, document, navigator } = globalThis as World
  if (window === undefined || document === undefined) return nowhere
  return {
    visible: follow(
      [
        [document, 'visibilitychange'],
        [window, 'pageshow'],
      ],
      () => document.visibilityState !== 'hidden',
    ),
    online: follow(
      [
        [window, 'online'],
        [window, 'offline'],
      ],
      () => navigator?.onLine !== false,
    ),
    active: activity(clock, document),
  }
}

function follow(
  signals: readonly (readonly [Target, string])[],
  read: () => boolean,
): Source<boolean> {
  const value = cell(read())
  for (const [target, type] of signals)
    target.addEventListener(type, () => value.set(read()), { passive: true, capture: true })
  return value
}

function activity(clock: Clock, page: Page): Source<boolean> {
  const value = cell(true)
  const idle = alarm(clock, () => value.set(false))
  const sign = (): void => {
    idle.set(clock.now() + INACTIVE_AFTER_MS)
    value.set(true)
  }
  for (const type of SIGNS_OF_A_PERSON)
    page.addEventListener(type, sign, { passive: true, capture: true })
  sign()
  return value
}
