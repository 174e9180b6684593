function distance(left: string, right: string): number {
  let row = Array.from({ length: right.length + 1 }, (_, index) => index)
  for (let i = 1; i <= left.length; i += 1) {
    const next = [i]
    for (let j = 1; j <= right.length; j += 1) {
      const swap = (row[j - 1] ?? 0) + (left[i - 1] === right[j - 1] ? 0 : 1)
      next.push(Math.min(swap, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1))
    }
    row = next
  }
  return row.at(-1) ?? 0
}

/** How alike a name of a table or a function must be to be offered. */
export const ALIKE = 0.75
/** The same for what a person may know of anyway: a function's parameters, a related table. */
export const SOMEWHAT_ALIKE = 0.33

/** The candidate spelled most like `name`, if it is at least `least` (0 to 1) alike; for hints. */
export function closest(
  name: string,
  candidates: Iterable<string>,
  least: number,
): string | undefined {
  // Names in PostgreSQL have at most 63 bytes; much longer ones are not worth the comparison.
  if (name.length > 200) return undefined
  const wanted = name.toLowerCase()
  const ranked = [...candidates]
    .map(candidate => {
      const longest = Math.max(wanted.length, candidate.length, 1)
      return { candidate, score: 1 - distance(wanted, candidate.toLowerCase()) / longest }
    })
    .toSorted((a, b) => b.score - a.score)
  const [best] = ranked
  return best !== undefined && best.score >= least ? best.candidate : undefined
}
