import { setTimeout as pause } from 'node:timers/promises'
import { now } from '../page/now.mjs'
import { liveList } from '../stage.mjs'
import { together } from './run.mjs'

const SLEEP_MS = 2 * 3_600_000
const PATIENCE_MS = 10_000

/** @type {import('./run.mjs').Scenario} */
export const asleep = {
  name: 'asleep',
  title: 'The token runs out while the page is hidden',
  about:
    'The page is hidden, the clocks of page and backend go on by two hours (a token lives for one), the server ends the channels as it does then, and 5 rows are written. 2 s later the page is shown. "After" counts from there; 10 s later one more row is committed.',
  notForZero:
    'zero-cache has a clock and sockets of its own, which neither jump nor end with the backend’s.',
  columns: [
    { name: 'converged', title: 'complete after', unit: 'ms', never: 'not within 10 s' },
    { name: 'next', title: 'the next commit after', unit: 'ms', never: 'not within 10 s' },
  ],
  measure: (stage, libraries) =>
    together(stage, libraries, async pages => {
      const pairs = await Promise.all(
        pages.map(async page => ({ page, list: await liveList(stage, page) })),
      )
      await Promise.all(pages.map(page => page.setHidden(true)))
      stage.sleep(SLEEP_MS)
      await Promise.all(pages.map(page => page.setAhead(stage.aheadMs())))
      stage.faults.expireTokens()
      return Promise.all(pairs.map(wake))
    }),
}

/**
 * @param {{ page: import('../page.mjs').Page, list: import('../stage.mjs').List }} pair
 * @returns {Promise<import('./run.mjs').Values>}
 */
async function wake({ page, list }) {
  const rows = []
  for (let count = 0; count < 5; count += 1) rows.push((await list.commit()).row)
  await pause(2_000)
  const shownAt = now()
  await page.setHidden(false)
  const [at] = await Promise.all([page.whenShown(rows, PATIENCE_MS), pause(PATIENCE_MS)])
  const { row, sentAt } = await list.commit()
  const nextAt = await page.whenShown([row], PATIENCE_MS)
  return {
    converged: at === null ? null : Math.max(0, at - shownAt),
    next: nextAt === null ? null : nextAt - sentAt,
  }
}
