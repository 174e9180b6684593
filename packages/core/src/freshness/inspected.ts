import type { Family } from '../invalidation/families.ts'
import type { InvalidationRouter } from '../invalidation/router.ts'
import type { Polling } from '../polling/polling.ts'

/**
 * The inside of a `Realtime`, as far as it may be read by what explains it. Read only: whoever has it can
 * neither fetch nor mark anything. What is in it may change with any version.
 */
export interface Inspected {
  readonly families: readonly Family[]
  readonly router: Pick<
    InvalidationRouter<never>,
    'cached' | 'caches' | 'openHolds' | 'isOwed' | 'longestWaitMs' | 'onTouch'
  >
  readonly polling: Pick<Polling, 'state' | 'pollMode' | 'askedMs' | 'everyMs' | 'dueAt' | 'log'>
}
