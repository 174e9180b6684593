import { onFeed } from './source.ts'
import type { Tab } from './tab.ts'

/** How often the one that was asked least, and the one that was asked most, were asked. */
interface HowOften {
  readonly least: number
  readonly most: number
}

/**
 * Counts the polls of a page from now on: of each list, or where the change feed is asked for all of them together, of
 * the feed.
 */
export function countPolls({ asked, readAddresses }: Tab): () => HowOften {
  const [before, askedBefore] = [readAddresses.length, asked()]
  return () => {
    const times = onFeed ? [asked() - askedBefore] : timesOf(readAddresses.slice(before))
    return { least: Math.min(...times), most: Math.max(...times) }
  }
}

function timesOf(addresses: readonly string[]): readonly number[] {
  return [...new Set(addresses)].map(one => addresses.filter(other => other === one).length)
}
