import type { InvalidationRouter } from '../invalidation/router.ts'
import type { Bookmark, LogPart } from './log-part.ts'

export interface BookmarkingHost {
  readonly log: Pick<LogPart, 'bookmark' | 'isRouted'> | undefined
  readonly router: Pick<InvalidationRouter<never>, 'cached' | 'isClean'>
}

/**
 * Gives the newest bookmark at which the caches held all that it vouches for: what was told but has not reached its
 * queries yet would be lost with the page.
 */
export function bookmarking({ log, router }: BookmarkingHost): () => Bookmark | undefined {
  let newest: Bookmark | undefined
  const isMarked = (): boolean => {
    // A fetch in flight has taken its query's mark away.
    for (const [query, refetcher] of router.cached())
      if (query.state.fetchStatus !== 'idle' && refetcher.isOwed(query)) return false
    return router.isClean()
  }
  return () => {
    const bookmark = log?.bookmark()
    if (bookmark === undefined) return undefined
    const isSame = newest?.scopeId === bookmark.scopeId && newest.userId === bookmark.userId
    if (log?.isRouted() === true && isMarked()) newest = bookmark
    else if (!isSame) newest = undefined
    return newest
  }
}
