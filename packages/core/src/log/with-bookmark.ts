import type { AuthStateManager } from '../auth/auth-state-manager.ts'
import type { AuthState } from '../auth/machine.ts'
import type { Realtime } from '../realtime.ts'
import type { Bookmark } from './log-part.ts'

/** What of TanStack's `Persister` is used here. */
interface PersisterLike<Client extends object, Saved, Removed> {
  readonly persistClient: (client: Client) => Saved
  readonly restoreClient: () => Client | undefined | PromiseLike<Client | undefined>
  readonly removeClient: () => Removed
}

/** What is stored beside the cache: whose it is, and what it is vouched for with. */
interface Kept {
  readonly userId: string | undefined
  readonly bookmark: Bookmark | undefined
}

/**
 * A TanStack persister that keeps the bookmark of `realtime` with the cache, so that after a reload only what changed
 * since is fetched. What is stored has one member more, `everfresh`; restored without a bookmark, or with one of another
 * scope, everything is caught up with as ever. What was kept for one user is restored to nobody else: that waits until
 * `auth` knows who is signed in. Give what is restored a `staleTime` or `refetchOnMount: false`, else
 * TanStack fetches it all the same. The cache's own `maxAge` and `buster` hold as they are.
 *
 * @example
 * persistQueryClient({ queryClient, persister: withBookmark(persister, realtime, auth) })
 */
export function withBookmark<Client extends object, Saved, Removed>(
  persister: PersisterLike<Client, Saved, Removed>,
  realtime: Pick<Realtime, 'bookmark' | 'resume'>,
  auth: Pick<AuthStateManager, 'state'>,
): PersisterLike<Client, Saved, Removed> {
  return {
    removeClient: () => persister.removeClient(),
    persistClient: (client: Client) => {
      const everfresh: Kept = {
        userId: userIdOf(auth.state.current),
        bookmark: realtime.bookmark(),
      }
      return persister.persistClient({ ...client, everfresh })
    },
    restoreClient: async () => {
      const client: (Client & { readonly everfresh?: unknown }) | undefined =
        await persister.restoreClient()
      const { bookmark, userId }: Partial<Kept> = { ...(client?.everfresh as Kept | undefined) }
      // At once: the log is asked as soon as a session is known.
      if (isBookmark(bookmark)) realtime.resume(bookmark)
      return userId === undefined || userId === (await signedInUser(auth)) ? client : undefined
    },
  }
}

/** Who is signed in, once that is known; undefined: nobody. */
function signedInUser({ state }: Pick<AuthStateManager, 'state'>): Promise<string | undefined> {
  return new Promise(resolve => {
    const look = (): void => {
      if (state.current.name === 'unknown') return
      undo()
      resolve(userIdOf(state.current))
    }
    const undo = state.subscribe(look)
    look()
  })
}

function userIdOf(state: AuthState): string | undefined {
  return state.name === 'signed-in' ? state.session.userId : undefined
}

/** It comes out of a storage: it may be anything. */
function isBookmark(stored: unknown): stored is Bookmark {
  const { scopeId, userId, cursor } = { ...(stored as Partial<Bookmark> | undefined) }
  return [scopeId, userId, cursor].every(text => typeof text === 'string')
}
