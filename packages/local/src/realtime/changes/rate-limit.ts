const WINDOW_SECONDS = 60

/** Counts events by the second and compares their average over the last minute with a limit. */
export class RateLimit {
  private readonly limit: number
  private readonly counts = new Map<number, number>()

  /** `limit` is events each second; Infinity for none. */
  constructor(limit: number) {
    this.limit = limit
  }

  /** Counts events that happen now, in milliseconds. */
  count(now: number, events: number): void {
    const second = Math.floor(now / 1000)
    this.counts.set(second, (this.counts.get(second) ?? 0) + events)
  }

  /** Whether the average is over the limit. */
  isExceeded(now: number): boolean {
    const oldest = Math.floor(now / 1000) - WINDOW_SECONDS
    let sum = 0
    for (const [second, events] of this.counts) {
      if (second <= oldest) this.counts.delete(second)
      else sum += events
    }
    return sum > this.limit * WINDOW_SECONDS
  }
}
