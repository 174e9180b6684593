import { check } from './check.ts'
import type { Clock } from './clock.ts'

/** Who listens to which scope: of several, the one that asked for one last decides. */
export interface Followers {
  readonly follow: (scopeId: string | undefined) => () => void
  readonly scopeId: () => string | undefined
}

export function createFollowers(clock: Clock, onChange: () => void): Followers {
  const followed: { readonly id: string | undefined }[] = []
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
        clock.after(0, onChange)
      }
    },
    scopeId: () => followed.findLast(({ id }) => id)?.id,
  }
}
