import { isUnderAny } from '../invalidation/match.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { Source } from '../source.ts'
import type { Inspected } from './inspected.ts'

interface Derived<Value> {
  readonly initial: Value
  /** The key that it is about; undefined: any. */
  readonly key?: QueryKey
  /** The same by `Object.is` while nothing in it has changed. */
  readonly read: () => Value
}

/** A source that is derived anew each time it is read, and tells after a change in it, a microtask later. */
export function derived<Value>(
  inspected: Inspected,
  { initial, key, read }: Derived<Value>,
): Source<Value> {
  return {
    initial,
    get current() {
      return read()
    },
    subscribe: listener => {
      let told = read()
      return watch(inspected, key, () => {
        const now = read()
        if (Object.is(now, told)) return
        told = now
        listener()
      })
    },
  }
}

/**
 * Calls `look` after, never within, whatever may have changed how fresh `key` is; undefined: any query. Returns
 * its undo.
 */
function watch(
  { polling, router }: Inspected,
  key: QueryKey | undefined,
  look: () => void,
): () => void {
  let mode: 'waiting' | 'due' | 'over' = 'waiting'
  const isOver = (): boolean => mode === 'over'
  const soon = (): void => {
    if (mode !== 'waiting') return
    mode = 'due'
    // Caches tell of what happens while React renders; the screen must not be told then.
    void Promise.resolve().then(() => {
      if (isOver()) return
      mode = 'waiting'
      look()
    })
  }
  const undos = [
    polling.state.subscribe(soon),
    polling.pollMode.subscribe(soon),
    polling.log.onAnswer(soon),
    router.onTouch(keys => {
      if (key === undefined || keys === undefined || isUnderAny(key, keys)) soon()
    }),
  ]
  return () => {
    mode = 'over'
    for (const undo of undos) undo()
  }
}
