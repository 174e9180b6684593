import type { ManagedTimerId, timeoutManager } from '@tanstack/query-core'
import type { Clock } from '../src/clock.ts'

const pending = new Map<ManagedTimerId, () => void>()
let newest = 0
let clock: Clock | undefined

/** Runs TanStack's own timers (poll intervals, retries) on `on`, from now on, in this test file. */
export function runTanStackOn(
  on: Clock,
  manager: Pick<typeof timeoutManager, 'setTimeoutProvider'>,
): void {
  pending.clear()
  // Set once: TanStack warns of a change of providers.
  if (clock === undefined) manager.setTimeoutProvider(provider)
  clock = on
}

function start(fn: () => void, ms = 0, every = false): number {
  const id = (newest += 1)
  const arm = (): void => {
    if (clock !== undefined) pending.set(id, clock.after(ms, fire))
  }
  const fire = (): void => {
    if (every) arm()
    else pending.delete(id)
    fn()
  }
  arm()
  return id
}

const clear = (id: ManagedTimerId | undefined): void => {
  if (id === undefined) return
  pending.get(id)?.()
  pending.delete(id)
}

const provider = {
  setTimeout: (fn: () => void, ms?: number): number => start(fn, ms),
  clearTimeout: clear,
  setInterval: (fn: () => void, ms?: number): number => start(fn, ms, true),
  clearInterval: clear,
}
