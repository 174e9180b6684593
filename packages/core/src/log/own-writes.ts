import type { Change } from '../change-source.ts'
import { forgetOldest } from '../forget-oldest.ts'

/** When each of this client's own writes was answered, by the one order of changes and fetches. */
export interface OwnWrites {
  readonly answered: (origin: string) => void
  /** Undefined: it was not answered yet, or is somebody else's. */
  readonly answeredAt: (change: Pick<Change, 'origin' | 'transaction'>) => number | undefined
}

interface Named {
  /** When it was answered; undefined: not yet, or to somebody else. */
  readonly order?: number
  /** The first that was heard of under the name: all members hear it, and whoever uses it again hides nothing. */
  readonly transaction?: string
}

/** The echo of a write comes within these, and what others name. */
const REMEMBERED_WRITES = 1_000

export function noteOwnWrites(nextOrder: () => number): OwnWrites {
  const named = new Map<string, Named>()
  const note = (origin: string, known: Named): Named => {
    named.set(origin, known)
    // Answer and transaction together: a name that is forgotten is nobody's.
    forgetOldest(named, REMEMBERED_WRITES)
    return known
  }
  return {
    answered: origin => void note(origin, { ...named.get(origin), order: nextOrder() }),
    answeredAt: ({ origin, transaction = '' }) => {
      if (origin === undefined) return undefined
      const write = note(origin, { transaction, ...named.get(origin) })
      return write.transaction === transaction ? write.order : undefined
    },
  }
}
