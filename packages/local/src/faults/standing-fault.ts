import type { Fault, FaultInfo, FaultPhase, FaultScope } from './fault.ts'
import { isInScope, type Target } from './target.ts'

/** When a fault begins and ends, in milliseconds since the epoch. */
interface Span {
  readonly startsAt: number
  readonly endsAt: number
}

/** One fault that was added, and its life. */
export class StandingFault<F extends Fault = Fault> {
  readonly id: string
  readonly fault: F
  readonly scope: FaultScope
  private readonly span: Span
  private readonly now: () => number
  private struck = 0
  private isRemoved = false
  private readonly endings = new Set<() => void>()

  constructor(id: string, fault: F, scope: FaultScope, now: () => number) {
    this.id = id
    this.fault = fault
    this.scope = scope
    this.now = now
    const startsAt = now() + (scope.afterMs ?? 0)
    this.span = { startsAt, endsAt: startsAt + (scope.forMs ?? Number.POSITIVE_INFINITY) }
  }

  get phase(): FaultPhase {
    const now = this.now()
    if (this.isRemoved || now >= this.span.endsAt) return 'over'
    if (now < this.span.startsAt) return 'waiting'
    return this.struck >= (this.scope.count ?? Number.POSITIVE_INFINITY) ? 'spent' : 'standing'
  }

  get info(): FaultInfo {
    const { id, fault, scope, phase } = this
    return { id, fault, scope, phase, strikes: this.struck }
  }

  /** Milliseconds until time alone changes its phase; Infinity when it never does. */
  get turnsInMs(): number {
    const { startsAt, endsAt } = this.span
    const { phase } = this
    if (phase === 'over') return Number.POSITIVE_INFINITY
    return (phase === 'waiting' ? startsAt : endsAt) - this.now()
  }

  /** Counts a strike, if it stands and one of these is in its scope; says whether. */
  strike(targets: readonly Target[]): boolean {
    if (this.phase !== 'standing' || !targets.some(each => isInScope(this.scope, each)))
      return false
    this.struck += 1
    return true
  }

  /** Calls once when it ends, at once if it has. Returns the undo. */
  onEnd(ending: () => void): () => void {
    if (this.phase === 'over') ending()
    else this.endings.add(ending)
    return () => void this.endings.delete(ending)
  }

  /** Calls once, after a time or when it ends, whichever is sooner; without a time when it ends. */
  hold(release: () => void, ms?: number): void {
    let timer: NodeJS.Timeout | undefined
    const undo = this.onEnd(() => {
      clearTimeout(timer)
      release()
    })
    if (ms === undefined || this.phase === 'over') return
    timer = setTimeout(() => {
      undo()
      release()
    }, ms)
  }

  /** Lets go of what it holds back, in the order in which it was held. */
  end(): void {
    this.isRemoved = true
    const endings = [...this.endings]
    this.endings.clear()
    for (const ending of endings) ending()
  }
}
