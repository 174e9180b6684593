import { isolated } from './fault.ts'

/** Who wants to be told of something. */
export interface Listeners<Told extends readonly unknown[]> {
  /** Adds a listener; the same function twice is two. Returns an undo that removes only this one. */
  readonly add: (listener: (...told: Told) => void) => () => void
  /**
   * Calls each listener that was there when the call began, in order of addition. One that throws is
   * reported; the others, and the caller, go on.
   */
  readonly tell: (...told: Told) => void
  readonly clear: () => void
}

/** An empty list of listeners, told in the order in which they were added. */
export function createListeners<Told extends readonly unknown[] = []>(): Listeners<Told> {
  const entries = new Set<{ readonly listener: (...told: Told) => void }>()
  return {
    add: listener => {
      const entry = { listener }
      entries.add(entry)
      return () => void entries.delete(entry)
    },
    tell: (...told) => {
      // A copy: a listener may add or remove others, and a Set would visit those it adds.
      for (const { listener } of Array.from(entries)) isolated(() => listener(...told))
    },
    clear: () => entries.clear(),
  }
}
