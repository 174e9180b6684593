import type { AuthStateManager } from './auth/auth-state-manager.ts'
import type { ChangeSource } from './change-source.ts'
import type { Clock } from './clock.ts'
import { scopeOf } from './connection/attempt.ts'
import type { ConnectionEvent, ConnectionState, Want } from './connection/state.ts'
import { createFollowers, type Followers } from './followers.ts'
import type { Running } from './machine.ts'

export interface Wishes extends Pick<Followers, 'follow' | 'stop'> {
  readonly setEnabled: (enabled: boolean) => void
}

export interface WishesHost {
  readonly auth: AuthStateManager
  readonly clock: Clock
  readonly source: ChangeSource
  readonly connection: Running<ConnectionState, ConnectionEvent>
}

/** Tells the connection what is wanted of it: what is followed, for who is signed in, if switched on. */
export function createWishes({ auth, clock, connection, source }: WishesHost): Wishes {
  const apply = (wanted = connection.current.want.enabled): void => {
    const { current } = auth.state
    const userId = current.name === 'signed-in' ? current.session.userId : undefined
    const before = connection.current.want.userId
    if (before !== undefined && before !== userId) followers.settle()
    const want = { enabled: wanted, scopeId: followers.scopeId(), userId }
    connection.send({ type: 'want', want: withParts(source, want) })
  }
  const followers = createFollowers(clock, () => apply())
  apply()

  const undo = auth.addCore(({ type }) =>
    type === 'token-changed' ? connection.send({ type: 'token' }) : apply(),
  )
  return {
    follow: followers.follow,
    setEnabled: apply,
    stop: () => {
      undo()
      followers.stop()
    },
  }
}

function withParts({ parts }: ChangeSource, want: Want): Want {
  const scope = scopeOf(want)
  if (parts === undefined || scope === undefined) return want
  try {
    return { ...want, parts: parts(scope) }
  } catch {
    // Opening the scope fails for the same reason, and says so.
    return want
  }
}
