const WINDOW_S = 60

/**
 * Counts events and says whether they are too many a second on the average of the last minute, which
 * is how the real server limits: a burst is fine, a minute of it is not.
 */
export class RateMeter {
  private readonly now: () => number
  private readonly mostPerSecond: number
  /** What was counted in each second of the window, by its number modulo the window's length. */
  private readonly counts: number[] = Array.from({ length: WINDOW_S }, () => 0)
  private sum = 0
  private second: number

  /** `now` in milliseconds since the epoch; Infinity as the limit never is too many. */
  constructor(mostPerSecond: number, now: () => number) {
    this.mostPerSecond = mostPerSecond
    this.now = now
    this.second = this.current()
  }

  add(count = 1): void {
    this.moveOn()
    const at = this.second % WINDOW_S
    this.counts[at] = (this.counts[at] ?? 0) + count
    this.sum += count
  }

  /** Events a second. */
  get average(): number {
    this.moveOn()
    return this.sum / WINDOW_S
  }

  /** Whether the average has reached the limit. */
  get isOver(): boolean {
    return this.average >= this.mostPerSecond
  }

  /** Forgets what is older than the window. */
  private moveOn(): void {
    const second = this.current()
    const from = Math.max(this.second + 1, second - WINDOW_S + 1)
    for (let past = from; past <= second; past += 1) {
      this.sum -= this.counts[past % WINDOW_S] ?? 0
      this.counts[past % WINDOW_S] = 0
    }
    this.second = Math.max(this.second, second)
  }

  private current(): number {
    return Math.floor(this.now() / 1000)
  }
}
