import { simulate, type Outcome } from './simulate.ts'
import { stepsOf } from './steps.ts'

/** A seed that breaks a law, with few of its steps. */
export interface Found {
  readonly outcome: Outcome
  /** The steps that it takes, numbered from 0. */
  readonly steps: readonly number[]
}

/** Drops steps, first many at a time, as long as the same law is broken. */
export async function shrink(broken: Outcome): Promise<Found> {
  let steps = stepsOf(broken.seed).map((_, index) => index)
  let outcome = broken
  for (let size = Math.ceil(steps.length / 2); size >= 1; size = size > 1 ? size >> 1 : 0)
    for (let from = 0; from < steps.length;) {
      const fewer = steps.filter((_, place) => place < from || place >= from + size)
      const again = await simulate(
        broken.seed,
        index => fewer.includes(index),
        false,
        broken.source,
      )
      if (again.violation?.law === broken.violation?.law) {
        steps = fewer
        outcome = again
      } else from += size
    }
  return { outcome, steps }
}

/** The command that runs it again. */
function commandFor({ outcome, steps }: Found): string {
  return `npm run soak -- --seed ${outcome.seed} --steps ${steps.length === 0 ? 'none' : steps.join(',')}`
}

/** What was seen, and how to see it again. */
export function inWords(found: Found): string {
  const { violation } = found.outcome
  if (violation === undefined) return `seed ${found.outcome.seed} breaks no law`
  return `${violation.law} at ${violation.at} ms, by ${found.outcome.source}: ${violation.what}\n  ${commandFor(found)}`
}
