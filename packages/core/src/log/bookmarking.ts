import type { InvalidationRouter } from '../invalidation/router.ts'
import type { FollowedLog } from './follow-log.ts'
import type { Bookmark } from './log-part.ts'

export interface BookmarkingHost {
  readonly router: Pick<InvalidationRouter<never>, 'cached' | 'isClean'>
}

/**
 * Gives the newest bookmark at which the caches held all that it vouches for: what was told but has not reached its
 * queries yet would be lost with the page.
 */
export function bookmarking(
  followed: Pick<FollowedLog, 'current' | 'isRouted'>,
  router: BookmarkingHost['router'],
): () => Bookmark | undefined {
  let newest: Bookmark | undefined
  const isMarked = (): boolean => {
    // A fetch in flight has taken its query's mark away.
    for (const [query, refetcher] of router.cached())
      if (query.state.fetchStatus !== 'idle' && refetcher.isOwed(query)) return false
    return router.isClean()
  }
  return () => {
    const { cursor, scope } = followed.current
    if (cursor === undefined || scope === undefined) return undefined
    const isSame = newest?.scopeId === scope.id && newest.userId === scope.userId
    if (followed.isRouted() && isMarked())
      newest = { scopeId: scope.id, userId: scope.userId, cursor }
    else if (!isSame) newest = undefined
    return newest
  }
}
