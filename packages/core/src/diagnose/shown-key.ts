import { keyWords } from '../explain/words.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'

const LONGEST = 120

/** A key as text for a person, cut where it is long. */
export function shownKey(key: QueryKey): string {
  const text = keyWords(key)
  return text.length > LONGEST ? `${text.slice(0, LONGEST)}…` : text
}
