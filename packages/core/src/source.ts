import { createListeners } from './listeners.ts'

/** A readable value that says when it changes: what React's `useSyncExternalStore` wants, no more. */
export interface Source<Value> {
  /** What it began as: what a server renders, and hence what a page must begin with too. */
  readonly initial: Value
  readonly current: Value
  /** Calls `listener` after each change, never at once. Returns its undo. Safe to pass unbound. */
  readonly subscribe: (listener: () => void) => () => void
}

/** A `Source` whose owner sets it. */
export interface Cell<Value> extends Source<Value> {
  /** Sets the value; nobody is told when it is the same (by `Object.is`). */
  readonly set: (value: Value) => void
}

/** A `Source` that can be set. */
export function cell<Value>(initial: Value): Cell<Value> {
  const listeners = createListeners()
  let current = initial
  return {
    initial,
    get current() {
      return current
    },
    subscribe: listeners.add,
    set: value => {
      if (Object.is(value, current)) return
      current = value
      listeners.tell()
    },
  }
}

/** A `Source` that never changes. */
export function constant<Value>(value: Value): Source<Value> {
  return { initial: value, current: value, subscribe: () => () => undefined }
}
