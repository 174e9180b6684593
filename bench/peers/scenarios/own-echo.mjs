import { setTimeout as pause } from 'node:timers/promises'
import { median } from '../../lib/statistics.mjs'
import { now } from '../page/now.mjs'
import { liveList } from '../stage.mjs'
import { stepsBack } from '../steps-back.mjs'
import { oneByOne } from './run.mjs'
import { orNever } from './times.mjs'

const CLICKS = 10
/** So many rows are renamed, one after the other. */
const ROWS = [50, 60, 70]
const SETTLED_MS = 5_000

/** @type {import('./run.mjs').Scenario} */
export const ownEcho = {
  name: 'own-echo',
  title: 'Quick clicks on one row, and their own echo',
  about:
    'A person renames a row ten times, 80 ms apart, and two more after it; a write takes 100 ms, a change is heard 250 ms after its commit, and somebody else changes other rows. A step back: the row shows an older name than before.',
  columns: [
    { name: 'p50', title: 'click to shown, p50', unit: 'ms', never: 'never' },
    { name: 'stepsBack', title: 'steps back in 30 clicks', unit: 'count', never: '–' },
    { name: 'wrongAtEnd', title: 'rows wrong on screen 5 s later', unit: 'count', never: '–' },
    { name: 'lostInDatabase', title: 'rows wrong in the database', unit: 'count', never: '–' },
  ],
  measure: (stage, libraries) =>
    oneByOne(stage, libraries, async page => {
      const list = await liveList(stage, page)
      const slow = stage.faults.add({ type: 'http-slow', ms: 100 }, { path: '/rest/v1/tasks' })
      const late = stage.faults.add({ type: 'frame-delay', ms: 250 })
      try {
        const clicked = []
        for (const n of ROWS) clicked.push(await clickAway(page, list, n))
        await pause(SETTLED_MS)
        return await outcome(page, list, clicked)
      } finally {
        slow.remove()
        late.remove()
      }
    }),
}

/**
 * @param {import('../page.mjs').Page} page
 * @param {import('../stage.mjs').List} list
 * @param {number} n Of the row.
 */
async function clickAway(page, list, n) {
  const id = `${list.id}-${n}`
  const rows = Array.from({ length: CLICKS }, (_, at) => ({ id, title: `Name ${at + 1}` }))
  /** @type {number[]} */
  const clickedAt = []
  for (const [at, row] of rows.entries()) {
    clickedAt.push(now())
    await page.rename(row)
    if (at % 3 === 0) await list.change({ id: `${list.id}-${at + 1}`, title: `Other ${n} ${at}` })
    await pause(80)
  }
  return { id, rows, clickedAt }
}

/**
 * @param {import('../page.mjs').Page} page
 * @param {import('../stage.mjs').List} list
 * @param {readonly Awaited<ReturnType<typeof clickAway>>[]} clicked
 * @returns {Promise<import('./run.mjs').Values>}
 */
async function outcome(page, list, clicked) {
  const found = clicked.map(async ({ id, rows, clickedAt }) => {
    const since = await page.since(rows)
    const titles = rows.map(({ title }) => title)
    return {
      tookMs: since.map((shown, at) => (shown ?? Infinity) - (clickedAt[at] ?? 0)),
      back: stepsBack(await page.titles(id), titles),
      wrongAtEnd: await page.missing(rows.slice(-1)),
      lost: (await list.titleOf(id)) === titles.at(-1) ? 0 : 1,
    }
  })
  const all = await Promise.all(found)
  const p50 = median(all.flatMap(({ tookMs }) => tookMs))
  return {
    p50: orNever(p50),
    stepsBack: sum(all.map(({ back }) => back)),
    wrongAtEnd: sum(all.map(({ wrongAtEnd }) => wrongAtEnd)),
    lostInDatabase: sum(all.map(({ lost }) => lost)),
  }
}

/** @param {readonly number[]} numbers */
function sum(numbers) {
  return numbers.reduce((total, number) => total + number, 0)
}
