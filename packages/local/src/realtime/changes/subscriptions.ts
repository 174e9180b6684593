import type { Caller } from '../../context.ts'
import type { Binding } from './binding.ts'

/** A binding that was found in order, with the tables it covers. */
export interface ServedBinding extends Binding {
  /** The tables published when it was subscribed; one published later is not among them. */
  readonly oids: ReadonlySet<number>
}

/** One channel's wish to be told of changes, with the rights it had when it asked. */
export interface Subscription {
  readonly caller: Caller
  readonly bindings: readonly ServedBinding[]
  /** Takes a change: JSON text of its data, and the ids of this channel's bindings that it matches. */
  readonly deliver: (data: string, ids: readonly number[]) => void
}

export interface Interest {
  readonly subscription: Subscription
  readonly binding: ServedBinding
}

/** Who wants to be told of which table. */
export class Subscriptions {
  private readonly byTable = new Map<number, Interest[]>()

  /** Returns its undo. */
  add(subscription: Subscription): () => void {
    for (const binding of subscription.bindings) {
      for (const oid of binding.oids) {
        const interests = this.byTable.get(oid) ?? []
        this.byTable.set(oid, [...interests, { subscription, binding }])
      }
    }
    return () => this.remove(subscription)
  }

  of(oid: number): readonly Interest[] {
    return this.byTable.get(oid) ?? []
  }

  private remove(subscription: Subscription): void {
    for (const oid of new Set(subscription.bindings.flatMap(({ oids }) => [...oids]))) {
      const left = this.of(oid).filter(interest => interest.subscription !== subscription)
      if (left.length === 0) this.byTable.delete(oid)
      else this.byTable.set(oid, left)
    }
  }
}
