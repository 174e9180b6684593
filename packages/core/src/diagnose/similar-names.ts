/** Names that are this short are alike by chance. */
const SHORTEST_TYPO = 5

/**
 * Whether two names may well mean the same thing: `generations` and `unified-generations`, `all-shot-images`
 * and `shotImages`, `generatoins`. A guess, to be worded as one.
 */
export function areSimilar(a: string, b: string): boolean {
  const [first, second] = [wordsOf(a), wordsOf(b)]
  if (first.length === 0 || second.length === 0) return false
  const contains = (all: readonly string[], some: readonly string[]): boolean =>
    some.every(word => all.includes(word))
  if (contains(first, second) || contains(second, first)) return true
  if (first.at(-1) === second.at(-1)) return true
  return Math.min(a.length, b.length) >= SHORTEST_TYPO && isTypo(a.toLowerCase(), b.toLowerCase())
}

function wordsOf(name: string): readonly string[] {
  const words = name
    .replace(/([a-z0-9])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .match(/[a-z0-9]+/g)
  return (words ?? []).map(word => (word.length > 3 ? word.replace(/s$/, '') : word))
}

/** One letter more, less, another, or two that changed places. */
function isTypo(a: string, b: string): boolean {
  const [short, long] = a.length <= b.length ? [a, b] : [b, a]
  if (long.length - short.length > 1) return false
  let start = 0
  while (start < short.length && short[start] === long[start]) start += 1
  const rest = (text: string, skip: number): string => text.slice(start + skip)
  if (long.length > short.length) return rest(long, 1) === rest(short, 0)
  const swapped = `${long[start + 1] ?? ''}${long[start] ?? ''}${rest(long, 2)}`
  return rest(long, 1) === rest(short, 1) || rest(short, 0) === swapped
}
