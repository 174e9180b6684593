import type { Case } from './case.ts'

/**
 * The fewest steps of a case that still break what all of them do: each is left out in turn, the last
 * first. `breaks` runs some of the steps, told by their numbers.
 */
export async function shrink(
  { steps }: Case,
  breaks: (kept: readonly number[]) => Promise<boolean>,
): Promise<readonly number[]> {
  let kept: readonly number[] = steps.map((_, at) => at)
  for (let at = steps.length - 1; at >= 0; at -= 1) {
    const fewer = kept.filter(each => each !== at)
    if (fewer.length > 0 && (await breaks(fewer))) kept = fewer
  }
  return kept
}
