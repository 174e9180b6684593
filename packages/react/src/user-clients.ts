import {
  cell,
  EverfreshError,
  type AuthState,
  type AuthStateManager,
  type Source,
} from '@everfresh/core'
import type { QueryClient } from '@tanstack/react-query'

/** One `QueryClient` for each user, so that nothing of one is ever shown to another. */
export interface UserClients {
  readonly current: Source<UserClient>
  /** Takes no more notice of who is signed in. For hot reload and tests. */
  readonly stop: () => void
}

/** A `QueryClient`, and whose it is. */
export interface UserClient {
  readonly client: QueryClient
  /** Changes when, and only when, everything below must be made anew. */
  readonly generation: number
  readonly userId: string | undefined
}

/**
 * Makes a `QueryClient` for each user: `createClient` must make a new one each time. A sign-out or another user clears the old one before any
 * subscriber of `auth` hears of it; a first sign-in, a new token or an e-mail added to the same user
 * clears nothing.
 */
export function createUserClients(
  auth: AuthStateManager,
  createClient: () => QueryClient,
): UserClients {
  // Nobody at first, as on a server.
  const current = cell<UserClient>({ client: createClient(), generation: 0, userId: undefined })
  const adopt = (): void => {
    const { client, generation, userId } = current.current
    const next = userIdOf(auth.state.current)
    if (next === userId) return
    if (userId === undefined) {
      current.set({ client, generation, userId: next })
      return
    }
    // Whatever the app's own callbacks below do, the last user's screen is gone.
    current.set({ client, generation: generation + 1, userId: undefined })
    try {
      client.clear()
    } finally {
      current.set({ client: createClient(), generation: generation + 1, userId: next })
    }
    if (current.current.client === client) throw sameClient()
  }
  adopt()
  return { current, stop: auth.addCore(adopt) }
}

function sameClient(): EverfreshError {
  return new EverfreshError(
    'invalid-option',
    'createClient returned the client of the last user, whose saves may still land in it. It must make a new one each time.',
  )
}

function userIdOf(state: AuthState): string | undefined {
  return state.name === 'signed-in' ? state.session.userId : undefined
}
