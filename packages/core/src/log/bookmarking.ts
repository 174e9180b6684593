import type { InvalidationRouter } from '../invalidation/router.ts'
import type { FollowedLog } from './follow-log.ts'
import { watchLeftCaches } from './left-caches.ts'
import type { Bookmark } from './log-part.ts'

export interface BookmarkingHost {
  readonly router: Pick<
    InvalidationRouter<never>,
    'cached' | 'caches' | 'isClean' | 'isHolding' | 'onTouch'
  >
}

export interface Bookmarking {
  /** See `Realtime.bookmark`. */
  readonly bookmark: () => Bookmark | undefined
  readonly stop: () => void
}

/**
 * Gives the newest bookmark at which the caches held all that it vouches for: what was told but has not reached its
 * queries yet would be lost with the page, and so would what a cache that has left was not told. None while a hold
 * waits for its release, also one that ran out: what it was over may show what is on no server yet.
 */
export function bookmarking(
  followed: Pick<FollowedLog, 'current' | 'isRouted' | 'subscribe'>,
  router: BookmarkingHost['router'],
): Bookmarking {
  const { areAllHere, stop } = watchLeftCaches(router)
  let newest: Bookmark | undefined
  followed.subscribe(() => {
    // Another scope, or one that was refused: what was fetched meanwhile lacks what could not be read.
    if (followed.current.knownAt === -Infinity) newest = undefined
  })
  const isMarked = (): boolean => {
    // A fetch in flight has taken its query's mark away.
    for (const [query, refetcher] of router.cached())
      if (query.state.fetchStatus !== 'idle' && refetcher.isOwed(query)) return false
    return router.isClean() && areAllHere()
  }
  const bookmark = (): Bookmark | undefined => {
    const { cursor, scope } = followed.current
    if (cursor === undefined || scope === undefined || router.isHolding()) return undefined
    if (followed.isRouted() && isMarked())
      newest = { scopeId: scope.id, userId: scope.userId, cursor }
    return newest
  }
  return { bookmark, stop }
}
