/** What a transaction can see, as `pg_current_snapshot()` tells it. */
export interface Snapshot {
  /** Every transaction before this one is over. */
  readonly oldest: bigint
  /** No transaction from this one on is over. */
  readonly next: bigint
  readonly running: ReadonlySet<bigint>
}

const EPOCH = 2n ** 32n

/** Reads `xmin:xmax:xip,..`, the text of a snapshot. Throws a SyntaxError on any other text. */
export function parseSnapshot(text: string): Snapshot {
  const [oldest = '', next = '', running = ''] = text.split(':')
  const ids = running.split(',').filter(id => id !== '')
  return { oldest: BigInt(oldest), next: BigInt(next), running: new Set(ids.map(BigInt)) }
}

/** Whether what a transaction did can be seen. The stream tells the lower 32 bits of its id only. */
export function sees(snapshot: Snapshot, xid: number): boolean {
  const { oldest, next, running } = snapshot
  const inThisEpoch = next - (next % EPOCH) + BigInt(xid)
  // Far ahead of the next one means: before the counter's lower half began anew.
  const full = inThisEpoch - next > EPOCH / 2n ? inThisEpoch - EPOCH : inThisEpoch
  return full < oldest || (full < next && !running.has(full))
}
