import type { Context } from '../../context.ts'
import type { Relation, Transaction } from '../cdc/transaction.ts'
import { isTooMuch } from '../lost-on-the-way.ts'
import type { Pace } from '../options.ts'
import { pause } from '../pause.ts'
import { RateMeter } from '../rate-meter.ts'
import { tellChange, type RealtimeWatch } from '../watch.ts'
import { addressTable, type Delivery } from './address.ts'
import { Looks } from './looks.ts'
import type { CommittedChange } from './read.ts'
import type { Subscriptions } from './subscriptions.ts'
import { Tables } from './table.ts'

/** Tells subscribers of committed changes, in commit order. */
export interface Dispatcher {
  /** From now on changes are told; those pushed before are forgotten. */
  begin(): void
  /** Takes a transaction. What it changed is told in its turn; nothing is thrown. */
  push(transaction: Transaction): void
  /** Forgets what waits for a look, as the real server does that reads it only then. */
  forget(): void
  close(): void
}

/**
 * Makes a dispatcher. It works on everything that arrived while it was busy in one go, so that a
 * burst costs few statements. With a `pollIntervalMs` it looks only that often, like the real server.
 */
export function createDispatcher(
  context: Context,
  subscriptions: Subscriptions,
  pace: Pick<Pace, 'pollIntervalMs' | 'changesPerSecond'>,
  watch: RealtimeWatch,
): Dispatcher {
  const parts = { context, subscriptions, tables: new Tables(context.db), watch }
  const rate = new RateMeter(pace.changesPerSecond, () => performance.now())
  let looks = new Looks(pace.pollIntervalMs, performance.now())
  let waiting: Transaction[] = []
  let state: 'cold' | 'idle' | 'busy' | 'closed' = 'cold'
  const isClosed = (): boolean => state === 'closed'

  const isOver = (batch: readonly Transaction[]): boolean => {
    const count = batch.reduce((sum, { changes }) => sum + changes.length, 0)
    const flow = { what: 'changes', count, limit: pace.changesPerSecond } as const
    return isTooMuch(context.faults, flow, perSecond => rate.average >= perSecond)
  }
  const deliver = async (batch: readonly Transaction[]): Promise<number> => {
    try {
      const told = await deliverBatch(parts, batch)
      rate.add(told)
      return told
    } catch (error) {
      context.warn(`realtime: changes were lost: ${String(error)}`)
      return 0
    }
  }
  const work = async (): Promise<void> => {
    while (waiting.length > 0 && !isClosed()) {
      await pause(looks.waitMs(performance.now()))
      const batch = waiting
      waiting = []
      const told = isOver(batch) ? 0 : await deliver(batch)
      looks.looked(performance.now(), told > 0 ? 'wanted' : 'moved')
    }
    if (state === 'busy') state = 'idle'
  }

  return {
    begin() {
      if (state !== 'cold') return
      state = 'idle'
      looks = new Looks(pace.pollIntervalMs, performance.now())
    },
    push(transaction) {
      const isHeard = state === 'idle' || state === 'busy'
      if (!isHeard || transaction.changes.length === 0) return
      waiting.push(transaction)
      if (state === 'busy') return
      state = 'busy'
      void work()
    },
    forget() {
      if (pace.pollIntervalMs > 0) waiting = []
    },
    close() {
      state = 'closed'
      waiting = []
    },
  }
}

/** A change, and the frames it became. */
interface Told {
  readonly committed: CommittedChange
  readonly deliveries: readonly Delivery[]
}

/** What the deliveries of a batch go out with. */
interface Parts {
  readonly context: Context
  readonly subscriptions: Subscriptions
  readonly tables: Tables
  readonly watch: RealtimeWatch
}

/** Returns how many frames it sent. */
async function deliverBatch(parts: Parts, batch: readonly Transaction[]): Promise<number> {
  const { context, subscriptions, tables, watch } = parts
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
  const deliveries = changes.flatMap(committed => addressed.get(committed) ?? [])
  for (const { subscription, data, ids } of deliveries) subscription.deliver(data, ids)
  if (watch.wantsChanges()) {
    const told = changes.map(committed => ({
      committed,
      deliveries: addressed.get(committed) ?? [],
    }))
    void tellBatch(parts, told)
  }
  return deliveries.length
}

/** Nobody waits for it: who is told of a change must not be slowed by who looks on. */
async function tellBatch({ context, tables, watch }: Parts, told: readonly Told[]): Promise<void> {
  try {
    for (const { committed, deliveries } of told) {
      const channels = new Set(deliveries.map(({ subscription }) => subscription))
      await tellChange(watch, tables, committed, channels.size)
    }
  } catch (error) {
    context.warn(`realtime: changes could not be shown: ${String(error)}`)
  }
}
