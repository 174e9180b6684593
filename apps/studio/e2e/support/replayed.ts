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

async function isReplayed({ trace }: Tab): Promise<boolean> {
  const ofLog = (await trace()).filter(({ part }) => part === 'log')
  const asked = ofLog.findLastIndex(({ detail }) => JSON.stringify(detail)?.includes('"replay"'))
  return asked >= 0 && ofLog.slice(asked).some(({ what }) => what === 'told')
}
