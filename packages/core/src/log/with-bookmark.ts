import type { Realtime } from '../realtime.ts'
import type { Bookmark } from './log-part.ts'

/** What of TanStack's `Persister` is used here. */
interface PersisterLike<Client extends object, Saved, Removed> {
  readonly persistClient: (client: Client) => Saved
  readonly restoreClient: () => Client | undefined | PromiseLike<Client | undefined>
  readonly removeClient: () => Removed
}

/** Where the bookmark lies in what is stored. */
interface Marked {
  readonly everfresh?: unknown
}

/**
 * A TanStack persister that keeps the bookmark of `realtime` with the cache, so that after a reload only what changed
 * since is fetched. What is stored has one member more, `everfresh`; restored without one, or with one of another user
 * or scope, everything is caught up with as ever. Give what is restored a `staleTime` or `refetchOnMount: false`, else
 * TanStack fetches it all the same. The cache's own `maxAge` and `buster` hold as they are.
 *
 * @example
 * persistQueryClient({ queryClient, persister: withBookmark(persister, realtime) })
 */
export function withBookmark<Client extends object, Saved, Removed>(
  persister: PersisterLike<Client, Saved, Removed>,
  realtime: Pick<Realtime, 'bookmark' | 'resume'>,
): PersisterLike<Client, Saved, Removed> {
  return {
    removeClient: () => persister.removeClient(),
    persistClient: (client: Client) =>
      persister.persistClient({ ...client, everfresh: realtime.bookmark() }),
    restoreClient: async () => {
      const client: (Client & Marked) | undefined = await persister.restoreClient()
      if (isBookmark(client?.everfresh)) realtime.resume(client.everfresh)
      return client
    },
  }
}

/** It comes out of a storage: it may be anything. */
function isBookmark(stored: unknown): stored is Bookmark {
  const { scopeId, userId, cursor } = { ...(stored as Partial<Bookmark> | undefined) }
  return [scopeId, userId, cursor].every(text => typeof text === 'string')
}
