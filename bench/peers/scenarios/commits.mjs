import { spreadOf } from '../../lib/statistics.mjs'
import { pause, whenLive } from '../stage.mjs'
import { oneByOne, together } from './run.mjs'

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
      const lists = await Promise.all(pages.map(page => stage.makeList(page)))
      await Promise.all(pages.map((page, at) => whenLive(page, itemAt(lists, at))))
      await Promise.all(pages.map(page => page.clear()))
      /** @type {import('../stage.mjs').Commit[][]} */
      const commits = pages.map(() => [])
      for (let round = 0; round < 12; round += 1) {
        for (const [at, list] of lists.entries()) {
          itemAt(commits, at).push(await list.commit())
          await pause(1_500 / pages.length)
        }
      }
      return Promise.all(pages.map((page, at) => latencies(page, itemAt(commits, at))))
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
      const list = await stage.makeList(page)
      await whenLive(page, list)
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
  const since = await page.since(rows)
  const tookMs = commits.map(({ sentAt }, at) => (since[at] ?? Number.POSITIVE_INFINITY) - sentAt)
  const { p50 } = spreadOf(tookMs)
  const worst = Math.max(...tookMs)
  return {
    p50: orNever(p50),
    worst: orNever(worst),
    requests: requests / commits.length,
  }
}

/** @param {number} ms */
function orNever(ms) {
  return Number.isFinite(ms) ? ms : null
}

/**
 * @template T
 * @param {readonly T[]} items
 * @param {number} at
 * @returns {T}
 */
function itemAt(items, at) {
  const item = items[at]
  if (item === undefined) throw new Error(`There is no item ${at}.`)
  return item
}
