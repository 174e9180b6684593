import type { InvalidationRouter } from '../invalidation/router.ts'
import type { FollowedLog } from './follow-log.ts'
import { watchLeftCaches } from './left-caches.ts'
import type { Bookmark } from './log-part.ts'

export interface BookmarkingHost {
  readonly router: Pick<InvalidationRouter<never>, 'cached' | 'caches' | 'isClean' | 'onTouch'>
}

export interface Bookmarking {
  /** See `Realtime.bookmark`. */
  readonly bookmark: () => Bookmark | undefined
  readonly stop: () => void
}

/**
 * Gives the newest bookmark at which the caches held all that it vouches for: what was told but has not reached its
 * queries yet would be lost with the page, and so would what a cache that has left was not told. None while a query is
 * held: what that shows may be on no server yet.
 */
export function bookmarking(
  followed: Pick<FollowedLog, 'current' | 'isRouted'>,
  router: BookmarkingHost['router'],
): Bookmarking {
  const { areAllHere, stop } = watchLeftCaches(router)
  let newest: Bookmark | undefined
  const isMarked = (): boolean => {
    // A fetch in flight has taken its query's mark away.
    for (const [query, refetcher] of router.cached())
      if (query.state.fetchStatus !== 'idle' && refetcher.isOwed(query)) return false
    return router.isClean() && areAllHere()
  }
  const isHeld = (): boolean => {
    for (const [query, refetcher] of router.cached()) if (refetcher.isHeld(query)) return true
    return false
  }
  const bookmark = (): Bookmark | undefined => {
    const { cursor, scope } = followed.current
    if (cursor === undefined || scope === undefined || isHeld()) return undefined
    const isSame = newest?.scopeId === scope.id && newest.userId === scope.userId
    if (followed.isRouted() && isMarked())
      newest = { scopeId: scope.id, userId: scope.userId, cursor }
    else if (!isSame) newest = undefined
    return newest
  }
  return { bookmark, stop }
}
