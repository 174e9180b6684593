import { alarm } from './alarm.ts'
import { check } from './check.ts'
import type { Clock } from './clock.ts'

/** Who listens to which scope: of several, the one that asked for one last decides. */
export interface Followers {
  readonly follow: (scopeId: string | undefined) => () => void
  /** Undefined also while the followers settle. */
  readonly scopeId: () => string | undefined
  /**
   * The user changed: what is followed is the last one's until the followers had a turn to let go of it.
   * Who holds on to it wants it for the new user.
   */
  readonly settle: () => void
  readonly stop: () => void
}

export function createFollowers(clock: Clock, onChange: () => void): Followers {
  const followed: { readonly id: string | undefined }[] = []
  let mode: 'settled' | 'settling' = 'settled'
  const nextTurn = alarm(clock, () => {
    mode = 'settled'
    onChange()
  })
  return {
    follow: id => {
      check(id === undefined || typeof id === 'string', 'the scope', id, 'a text, or undefined')
      const entry = { id }
      followed.push(entry)
      onChange()
      return () => {
        const index = followed.indexOf(entry)
        if (index === -1) return
        followed.splice(index, 1)
        // Not at once: StrictMode, hot reload and a change of scope follow again in the same turn.
        nextTurn.set(clock.now())
      }
    },
    scopeId: () => (mode === 'settling' ? undefined : followed.findLast(({ id }) => id)?.id),
    settle: () => {
      mode = 'settling'
      nextTurn.set(clock.now())
    },
    stop: nextTurn.close,
  }
}
