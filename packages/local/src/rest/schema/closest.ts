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

/** The candidate spelled most like `name`, if one is close enough to be meant; for hints. */
export function closest(name: string, candidates: Iterable<string>): string | undefined {
  // Names in PostgreSQL have at most 63 bytes; longer ones are not worth the comparison.
  if (name.length > 63) return undefined
  const ranked = [...candidates]
    .map(candidate => ({ candidate, away: distance(name, candidate) }))
    .sort((a, b) => a.away - b.away)
  const best = ranked[0]
  return best !== undefined && best.away <= Math.ceil(name.length / 2) ? best.candidate : undefined
}
