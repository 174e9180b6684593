import type { Context } from '../../context.ts'
import type { Relation, Transaction } from '../cdc/transaction.ts'
import { addressTable, type Delivery } from './address.ts'
import type { CommittedChange } from './read.ts'
import type { Subscriptions } from './subscriptions.ts'
import { Tables } from './table.ts'

/** Tells subscribers of committed changes, in commit order. */
export interface Dispatcher {
  /** Takes a transaction. What it changed is told in its turn; nothing is thrown. */
  push(transaction: Transaction): void
  close(): void
}

/**
 * Makes a dispatcher. It works on everything that arrived while it was busy in one go, so that a
 * burst costs few statements. With `pollIntervalMs` it looks only that often, like the real server.
 */
export function createDispatcher(
  context: Context,
  subscriptions: Subscriptions,
  pollIntervalMs: number,
): Dispatcher {
  const tables = new Tables(context.db)
  let waiting: Transaction[] = []
  let state: 'idle' | 'busy' | 'closed' = 'idle'

  const work = async (): Promise<void> => {
    while (waiting.length > 0 && state !== 'closed') {
      await nextLook(pollIntervalMs)
      const batch = waiting
      waiting = []
      await deliverBatch(context, subscriptions, tables, batch).catch((error: unknown) => {
        context.warn(`realtime: changes were lost: ${String(error)}`)
      })
    }
    if (state === 'busy') state = 'idle'
  }

  return {
    push(transaction) {
      if (state === 'closed' || transaction.changes.length === 0) return
      waiting.push(transaction)
      if (state === 'busy') return
      state = 'busy'
      void work()
    },
    close() {
      state = 'closed'
      waiting = []
    },
  }
}

async function deliverBatch(
  context: Context,
  subscriptions: Subscriptions,
  tables: Tables,
  batch: readonly Transaction[],
): Promise<void> {
  const changes = batch.flatMap(({ committedAt, changes: made }) =>
    made.map((change): CommittedChange => ({ change, committedAt })),
  )
  const byRelation = new Map<Relation, CommittedChange[]>()
  for (const committed of changes) {
    const { relation } = committed.change
    if (subscriptions.of(relation.oid).length === 0) continue
    const others = byRelation.get(relation)
    if (others === undefined) byRelation.set(relation, [committed])
    else others.push(committed)
  }
  const addressed = new Map<CommittedChange, readonly Delivery[]>()
  await Promise.all(
    [...byRelation].map(async ([relation, its]) => {
      const table = await tables.of(relation)
      const interests = subscriptions.of(relation.oid)
      const deliveries = await addressTable(context.db, table, its, interests)
      its.forEach((committed, at) => addressed.set(committed, deliveries[at] ?? []))
    }),
  )
  for (const committed of changes) {
    for (const { subscription, data, ids } of addressed.get(committed) ?? []) {
      subscription.deliver(data, ids)
    }
  }
}

function nextLook(pollIntervalMs: number): Promise<void> {
  if (pollIntervalMs === 0) return Promise.resolve()
  const leftMs = pollIntervalMs - (Date.now() % pollIntervalMs)
  return new Promise(resolve => setTimeout(resolve, leftMs))
}
