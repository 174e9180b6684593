import type { Context } from '../../context.ts'
import { pause } from '../pause.ts'
import { parseSnapshot, sees } from './snapshot.ts'
import type { Transaction } from './transaction.ts'

/** Usually the first look suffices; a commit that waits for a standby may take long. */
const LOOK_AGAIN_MS = 1

/**
 * Makes a gate that holds transactions back until everybody can see what they did, and lets them
 * pass in their order. PostgreSQL streams a commit when it is on disk, which is a moment before
 * others see it: without the gate a row would be denied to its owner by row security, and who
 * fetches upon an event would fetch the state before it.
 */
export function createGate(
  context: Context,
  pass: (transaction: Transaction) => void,
): (transaction: Transaction) => void {
  let waiting: Transaction[] = []
  let isBusy = false

  const open = async (): Promise<void> => {
    isBusy = true
    while (waiting.length > 0) {
      const batch = waiting
      waiting = []
      await untilVisible(context, batch)
      for (const transaction of batch) pass(transaction)
    }
    isBusy = false
  }

  return transaction => {
    waiting.push(transaction)
    if (!isBusy) void open()
  }
}

/** Resolves too when the database cannot be asked: what comes next will fail by itself. */
async function untilVisible(context: Context, batch: readonly Transaction[]): Promise<void> {
  try {
    for (;;) {
      const { rows } = await context.db.query('select pg_current_snapshot()::text as snapshot')
      const snapshot = parseSnapshot(rows[0]?.['snapshot'] ?? '')
      if (batch.every(({ xid }) => sees(snapshot, xid))) return
      await pause(LOOK_AGAIN_MS)
    }
  } catch (error) {
    context.warn(`realtime: the state of a commit could not be read: ${String(error)}`)
  }
}
