import type { Faults } from '../context.ts'
import { FaultError } from './fault-error.ts'
import type { Fault, FaultOf, FaultScope, FaultType } from './fault.ts'
import { StandingFault } from './standing-fault.ts'
import type { Target } from './target.ts'

/** Often enough that a clock set forward by a test is noticed soon. */
const LOOK_EVERY_MS = 100
const MOST_FAULTS = 1_000

/** Every fault that was added and not removed, in the order of addition. */
export class FaultBook implements Faults {
  isQuiet = true
  private readonly entries = new Map<string, StandingFault>()
  private readonly now: () => number
  private readonly begun = new Set<StandingFault>()
  private readonly listeners = new Set<(fault: StandingFault) => void>()
  private made = 0
  private timer: NodeJS.Timeout | undefined

  constructor(now: () => number) {
    this.now = now
  }

  onBegin(listener: (fault: StandingFault) => void): () => void {
    this.listeners.add(listener)
    return () => void this.listeners.delete(listener)
  }

  /** Adds a fault that was checked. Throws FaultError when there are a thousand already. */
  add(fault: Fault, scope: FaultScope = {}): StandingFault {
    if (this.entries.size >= MOST_FAULTS) {
      throw new FaultError(
        `There are ${MOST_FAULTS} faults already: remove some, or reset them all.`,
      )
    }
    this.made += 1
    const entry = new StandingFault(`fault-${this.made}`, fault, scope, this.now)
    this.entries.set(entry.id, entry)
    this.look()
    return entry
  }

  get(id: string): StandingFault | undefined {
    return this.entries.get(id)
  }

  list(): readonly StandingFault[] {
    return [...this.entries.values()]
  }

  /** Ends a fault and forgets it. */
  remove(entry: StandingFault): void {
    this.entries.delete(entry.id)
    this.begun.delete(entry)
    entry.end()
    this.look()
  }

  /** Ends every fault, in the order of addition. */
  reset(): void {
    for (const entry of this.list()) this.remove(entry)
  }

  standing<Type extends FaultType>(
    ...types: readonly Type[]
  ): readonly StandingFault<FaultOf<Type>>[] {
    if (this.isQuiet) return []
    return this.list().filter(
      (each): each is StandingFault<FaultOf<Type>> =>
        (types as readonly string[]).includes(each.fault.type) && each.phase === 'standing',
    )
  }

  strike<Type extends FaultType>(
    types: readonly Type[],
    targets: readonly Target[],
  ): StandingFault<FaultOf<Type>> | undefined {
    if (this.isQuiet) return undefined
    return this.standing(...types).find(each => each.strike(targets))
  }

  /** Begins and ends what time has brought. */
  private look(): void {
    clearTimeout(this.timer)
    for (const entry of this.list()) this.turn(entry)
    const phases = this.list().map(({ phase }) => phase)
    this.isQuiet = phases.every(phase => phase === 'over' || phase === 'spent')
    const soonest = Math.min(...this.list().map(({ turnsInMs }) => turnsInMs))
    if (soonest === Number.POSITIVE_INFINITY) return
    this.timer = setTimeout(
      () => this.look(),
      Math.max(0, Math.min(soonest, LOOK_EVERY_MS)),
    ).unref()
  }

  private turn(entry: StandingFault): void {
    const { phase } = entry
    if (phase === 'waiting') return
    if (!this.begun.has(entry)) {
      this.begun.add(entry)
      if (phase !== 'over') for (const listener of this.listeners) listener(entry)
    }
    if (phase === 'over') entry.end()
  }
}
