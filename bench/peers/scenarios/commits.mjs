import { setTimeout as pause } from 'node:timers/promises'
import { spreadOf } from '../../lib/statistics.mjs'
import { liveList } from '../stage.mjs'
import { oneByOne, together } from './run.mjs'
import { orNever, shownAfter } from './times.mjs'

const LOST_AFTER_MS = 10_000

/** @type {import('./run.mjs').Scenario} */
export const sparse = {
  name: 'sparse',
  title: 'Single commits, far apart',
  about:
    '12 rows, each 1.5 s after the last, in turn for all libraries. From the moment the statement is sent until React has put the row into the document.',
  columns: [
    { name: 'p50', title: 'shown after, p50', unit: 'ms', never: 'never' },
    { name: 'worst', title: 'worst of 12', unit: 'ms', never: 'never' },
    { name: 'requests', title: 'requests a commit', unit: 'count', never: '–' },
  ],
  measure: (stage, libraries) =>
    together(stage, libraries, async pages => {
      const shown = await Promise.all(
        pages.map(async page => ({
          page,
          list: await liveList(stage, page),
          /** @type {import('../stage.mjs').Commit[]} */
          commits: [],
        })),
      )
      await Promise.all(pages.map(page => page.clear()))
      for (let round = 0; round < 12; round += 1) {
        for (const { list, commits } of shown) {
          commits.push(await list.commit())
          await pause(1_500 / pages.length)
        }
      }
      return Promise.all(shown.map(({ page, commits }) => latencies(page, commits)))
    }),
}

/** @type {import('./run.mjs').Scenario} */
export const dense = {
  name: 'dense',
  title: 'Single commits, close together',
  about: '60 rows, 60 to 140 ms apart.',
  columns: [
    { name: 'p50', title: 'shown after, p50', unit: 'ms', never: 'never' },
    { name: 'worst', title: 'worst of 60', unit: 'ms', never: 'never' },
    { name: 'requests', title: 'requests a commit', unit: 'count', never: '–' },
  ],
  measure: (stage, libraries) =>
    oneByOne(stage, libraries, async page => {
      const list = await liveList(stage, page)
      await page.clear()
      const commits = []
      for (let count = 0; count < 60; count += 1) {
        commits.push(await list.commit())
        // The same steps for all.
        await pause(60 + ((count * 37) % 81))
      }
      return latencies(page, commits)
    }),
}

/**
 * @param {import('../page.mjs').Page} page
 * @param {readonly import('../stage.mjs').Commit[]} commits
 * @returns {Promise<import('./run.mjs').Values>}
 */
async function latencies(page, commits) {
  const rows = commits.map(({ row }) => row)
  await page.whenShown(rows, LOST_AFTER_MS)
  const { requests } = await page.traffic()
  const tookMs = await shownAfter(page, commits)
  const { p50 } = spreadOf(tookMs)
  const worst = Math.max(...tookMs)
  return {
    p50: orNever(p50),
    worst: orNever(worst),
    requests: requests / commits.length,
  }
}
