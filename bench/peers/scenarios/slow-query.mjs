import { setTimeout as pause } from 'node:timers/promises'
import { spreadOf } from '../../lib/statistics.mjs'
import { liveList } from '../stage.mjs'
import { oneByOne } from './run.mjs'
import { orNever, shownAfter } from './times.mjs'

const COMMITS = 60

/** @type {import('./run.mjs').Scenario} */
export const slowQuery = {
  name: 'slow-query',
  title: 'A query of 300 ms under 10 commits a second',
  about:
    '60 rows, 100 ms apart, while each answer to a read is under way for 300 ms after its rows were read.',
  notForZero: 'It asks for nothing after a change: zero-cache sends what changed.',
  columns: [
    { name: 'p50', title: 'shown after, p50', unit: 'ms', never: 'never' },
    { name: 'p99', title: 'p99', unit: 'ms', never: 'never' },
    { name: 'requests', title: 'requests', unit: 'count', never: '–' },
    { name: 'missing', title: 'rows missing 5 s after', unit: 'count', never: '–' },
  ],
  measure: (stage, libraries) =>
    oneByOne(stage, libraries, async page => {
      const list = await liveList(stage, page)
      await page.slowDown(300)
      await page.clear()
      const commits = []
      for (let count = 0; count < COMMITS; count += 1) {
        commits.push(await list.commit())
        await pause(100)
      }
      const rows = commits.map(({ row }) => row)
      await page.whenShown(rows, 5_000)
      const missing = await page.missing(rows)
      const { requests } = await page.traffic()
      const { p50, p99 } = spreadOf(await shownAfter(page, commits))
      return { p50: orNever(p50), p99: orNever(p99), requests, missing }
    }),
}
