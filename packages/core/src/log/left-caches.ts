import type { AttachedCaches } from '../invalidation/attached-caches.ts'
import type { QueryCacheLike } from '../invalidation/query-cache.ts'

/** Whether the caches that are attached are all that were. */
export interface LeftCaches {
  /** Some are attached, and none that was is elsewhere with something in it. */
  readonly areAllHere: () => boolean
  readonly stop: () => void
}

export function watchLeftCaches({
  caches,
  onTouch,
}: Pick<AttachedCaches, 'caches' | 'onTouch'>): LeftCaches {
  const known = new Set<QueryCacheLike>()
  let here: ReadonlySet<QueryCacheLike> = known
  const look = (): void => {
    here = new Set(Array.from(caches(), ([cache]) => cache))
    for (const cache of here) known.add(cache)
    // What was cleared, or collected by TanStack, is not held on to.
    for (const cache of known)
      if (!here.has(cache) && cache.getAll().length === 0) known.delete(cache)
  }
  look()
  // Of all keys it tells when a cache comes or leaves.
  const stop = onTouch(keys => {
    if (keys === undefined) look()
  })
  return {
    areAllHere: () => {
      look()
      return here.size > 0 && here.size === known.size
    },
    stop,
  }
}
