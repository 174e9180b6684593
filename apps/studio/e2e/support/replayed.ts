import { soon } from './person.ts'
import { onFeed } from './source.ts'
import type { Tab } from './tab.ts'

/**
 * Waits until it is live, and where it listens to the feed, until that has said what was missed before. What is
 * committed earlier may be told by its answer, and not by a change of its own.
 */
export async function untilReplayed(tab: Tab): Promise<void> {
  await tab.untilLive()
  if (onFeed) await soon(() => isReplayed(tab)).toBe(true)
}

/** Since it is live an answer came, and no other is waited for. */
async function isReplayed({ story }: Tab): Promise<boolean> {
  const lines = await story()
  const told = lines.lastIndexOf('log told')
  return told > Math.max(lines.lastIndexOf('connection live'), lines.lastIndexOf('log asked'))
}
