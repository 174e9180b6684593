import type { Rows } from './rows.ts'
import type { Written } from './truth.ts'

/** A transaction that waits for its second phase. */
export interface Prepared {
  readonly gid: string
  readonly xid: string
  /** The rows of who prepared it, if it is rolled back, and if it is committed. */
  readonly before: Rows
  readonly after: Rows
}

/** What the writers know of what they did: nothing of it comes from the kit. */
export class Ledger {
  readonly written = new Map<number, Written>()
  readonly prepared: Prepared[] = []
  /** Transactions that have a number and no end yet. */
  readonly open = new Set<string>()
  /** Marks whose commit was answered since the server last lost its memory. */
  readonly acknowledged = new Set<number>()
  /** The newest transaction whose trigger was made to fail. */
  newestHole = 0n
  /** How often one was, and of how many of these the transaction is known. */
  holes = 0
  holesKnown = 0
  /** Whether tables of the ring are emptied, or were. */
  rotates = false
  /** Counts how often the server began a new history. */
  history = 0
  #ids = 0

  newId(): number {
    this.#ids += 1
    return this.#ids
  }

  /** Is told a statement's transaction, once it is known. */
  stamp(mark: number, xid: string): void {
    const written = this.written.get(mark)
    // A mark is found again when the server is back: it is counted once.
    if (written === undefined || written.xid === xid) return
    this.written.set(mark, { ...written, xid })
    if (!written.isHole) return
    this.holesKnown += 1
    if (BigInt(xid) > this.newestHole) this.newestHole = BigInt(xid)
  }

  /** Whether a hole that is known now can concern who reads now: one is newer than a transaction that runs. */
  get isHoleNear(): boolean {
    for (const xid of this.open) if (BigInt(xid) <= this.newestHole) return true
    return false
  }

  /** All connections are gone. What was committed last may be too. */
  forgetSessions(): void {
    this.history += 1
    this.open.clear()
    this.prepared.length = 0
    this.acknowledged.clear()
  }
}
