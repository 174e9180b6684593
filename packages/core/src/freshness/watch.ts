import { isUnderAny } from '../invalidation/match.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { Inspected } from './inspected.ts'

/**
 * Calls `look` after, never within, whatever may have changed how fresh `key` is; undefined: any query. Returns
 * its undo.
 */
export function watch(
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
    router.onTouch(keys => {
      if (key === undefined || keys === undefined || isUnderAny(key, keys)) soon()
    }),
  ]
  return () => {
    mode = 'over'
    for (const undo of undos) undo()
  }
}
