import { useHold } from '@everfresh/react'
import { useState } from 'react'
import { inOrder } from './order.ts'

interface Row {
  readonly id: string
}

/** What the hand does: nothing, it has a row, or it has let go of one. */
type Grip<R> =
  | { readonly kind: 'idle' }
  | { readonly kind: 'holding'; readonly rows: readonly R[] }
  | { readonly kind: 'let-go'; readonly over: readonly R[]; readonly rows: readonly R[] }

interface Reorder<R> {
  /** The rows as they are to be shown. */
  readonly rows: readonly R[]
  readonly take: () => void
  /** Lets go without a change. */
  readonly cancel: () => void
  /** Lets go; `rows` is the new order. */
  readonly drop: (rows: readonly R[]) => void
}

const IDLE = { kind: 'idle' } as const
/** Longer than anybody drags; a hold that is never let go must end all the same. */
const HOLD = { reason: 'drag', timeoutMs: 120_000 } as const

/**
 * Keeps a list still while a row of it is in hand: nothing under `scope` is fetched over it, and what other
 * tabs do meanwhile is shown after. On the drop the new order is shown and the scope stays held until the
 * pending change shows it too, so that between the two nothing jumps and nothing is fetched.
 */
export function useReorder<R extends Row>(
  scope: readonly unknown[],
  rows: readonly R[],
  onReorder: (rows: readonly R[]) => void,
): Reorder<R> {
  const [grip, setGrip] = useState<Grip<R>>(IDLE)
  // The change is pending and shows the order itself, or other rows have come.
  if (grip.kind === 'let-go' && grip.over !== rows) setGrip(IDLE)
  useHold(scope, grip.kind !== 'idle', HOLD)
  return {
    rows: grip.kind === 'idle' ? rows : grip.rows,
    take: () => setGrip({ kind: 'holding', rows }),
    cancel: () => setGrip(IDLE),
    drop: order => {
      // Rows that came or went meanwhile: the order is of those that are there now.
      const next = inOrder(
        rows,
        order.map(({ id }) => id),
      )
      setGrip(next === rows ? IDLE : { kind: 'let-go', over: rows, rows: next })
      if (next !== rows) onReorder(next)
    },
  }
}
