import type { Change } from '../change-source.ts'
import { forgetOldest } from '../forget-oldest.ts'

/** When each of this client's own writes was answered, by the one order of changes and fetches. */
export interface OwnWrites {
  readonly answered: (origin: string) => void
  /** Undefined: it was not answered yet, or is somebody else's. */
  readonly answeredAt: (change: Pick<Change, 'origin' | 'transaction'>) => number | undefined
}

/** The echo of a write comes within these. */
const REMEMBERED_WRITES = 1_000

export function noteOwnWrites(nextOrder: () => number): OwnWrites {
  const orders = new Map<string, number>()
  /** All members hear the name of a write: whoever uses it again hides nothing with it. */
  const firsts = new Map<string, string | undefined>()
  return {
    answered: origin => {
      orders.set(origin, nextOrder())
      forgetOldest(orders, REMEMBERED_WRITES)
    },
    answeredAt: ({ origin, transaction }) => {
      if (origin === undefined) return undefined
      if (!firsts.has(origin)) firsts.set(origin, transaction)
      forgetOldest(firsts, REMEMBERED_WRITES)
      return firsts.get(origin) === transaction ? orders.get(origin) : undefined
    },
  }
}
