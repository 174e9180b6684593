import { parentPort } from 'node:worker_threads'
import { inWords, shrink } from './shrink.ts'
import { simulate } from './simulate.ts'

/** Some seeds to run; `steps` keeps only these of each. */
export interface Order {
  readonly from: number
  readonly count: number
  readonly steps: readonly number[] | undefined
  /** Whether a broken law is shrunk, and traced. */
  readonly shrink: boolean
  readonly trace: boolean
}

/** What came of an order. */
export interface Report {
  readonly seeds: number
  readonly broken: readonly string[]
  readonly fetches: number
  readonly changes: number
  readonly ms: number
  readonly trace: readonly string[]
}

async function run({ from, count, steps, trace, ...order }: Order): Promise<Report> {
  const broken: string[] = []
  let [fetches, changes, ms] = [0, 0, 0]
  let lines: readonly string[] = []
  const kept = (index: number): boolean => steps === undefined || steps.includes(index)
  for (let world = 0; world < 2 * count; world += 1) {
    const seed = from + Math.floor(world / 2)
    const outcome = await simulate(seed, kept, false, world % 2 === 0 ? 'changes' : 'feed')
    fetches += outcome.fetches
    changes += outcome.changes
    ms += outcome.ms
    if (trace) lines = [...lines, `by ${outcome.source}:`, ...outcome.trace]
    if (outcome.violation === undefined) continue
    const found =
      order.shrink && steps === undefined ? await shrink(outcome) : { outcome, steps: steps ?? [] }
    broken.push(
      order.shrink ? inWords(found) : `${outcome.violation.law} seed ${seed} ${outcome.source}`,
    )
  }
  return { seeds: count, broken, fetches, changes, ms, trace: lines }
}

parentPort?.on('message', (order: Order) => {
  void run(order).then(report => parentPort?.postMessage(report))
})
