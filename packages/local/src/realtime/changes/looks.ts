/** What a look at the database's changes found. `moved`: changes that nobody wants. */
export type Found = 'wanted' | 'moved' | 'nothing'

/** While nothing happens the real server looks this much more seldom. */
const IDLE_TIMES = 5
/** After changes that nobody wants, on average. */
const MOVED_TIMES = 1.75

/**
 * The instants at which the real server would look at the database's changes: at once after a look
 * that found some, else after the interval, which grows while there are none. Nothing runs between
 * two looks: the next one is computed when there is something to see.
 */
export class Looks {
  private readonly intervalMs: number
  private last: number
  private found: Found = 'nothing'

  /** `now` is an instant in milliseconds, as everywhere here. */
  constructor(intervalMs: number, now: number) {
    this.intervalMs = intervalMs
    this.last = now
  }

  /** Notes a look and what it found. */
  looked(now: number, found: Found): void {
    this.last = now
    this.found = found
  }

  /** Milliseconds until the look that will see what happens now. */
  waitMs(now: number): number {
    if (this.intervalMs === 0) return 0
    const idleMs = this.intervalMs * IDLE_TIMES
    const first =
      this.last + { wanted: 0, moved: this.intervalMs * MOVED_TIMES, nothing: idleMs }[this.found]
    if (now <= first) return first - now
    return idleMs - ((now - first) % idleMs)
  }
}
