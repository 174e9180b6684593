import { cell, type AuthState, type AuthStateManager, type Source } from '@everfresh/core'
import type { QueryClient } from '@tanstack/react-query'

/** One `QueryClient` for each user, so that nothing of one is ever shown to another. */
export interface UserClients {
  readonly current: Source<UserClient>
  /** Takes no more notice of who is signed in. For hot reload and tests. */
  readonly stop: () => void
}

export interface UserClient {
  readonly client: QueryClient
  /** Changes when, and only when, everything below must be made anew. */
  readonly generation: number
  readonly userId: string | undefined
}

/**
 * Makes a `QueryClient` for each user. A sign-out or another user clears the old one before any
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
    try {
      client.clear()
    } finally {
      // Whatever a listener of the old cache does, nobody goes on with it.
      current.set({ client: createClient(), generation: generation + 1, userId: next })
    }
  }
  adopt()
  return { current, stop: auth.addCore(adopt) }
}

function userIdOf(state: AuthState): string | undefined {
  return state.name === 'signed-in' ? state.session.userId : undefined
}
