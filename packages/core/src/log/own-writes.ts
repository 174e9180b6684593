import { forgetOldest } from '../forget-oldest.ts'

/** When each of this client's own writes was answered, by the one order of changes and fetches. */
export interface OwnWrites {
  readonly answered: (origin: string) => void
  /** Undefined: it was not answered yet, or is somebody else's. */
  readonly answeredAt: (origin: string) => number | undefined
}

/** The echo of a write comes within these. */
const REMEMBERED_WRITES = 1_000

export function noteOwnWrites(nextOrder: () => number): OwnWrites {
  const orders = new Map<string, number>()
  return {
    answered: origin => {
      orders.set(origin, nextOrder())
      forgetOldest(orders, REMEMBERED_WRITES)
    },
    answeredAt: origin => orders.get(origin),
  }
}
