import { median } from '../../lib/statistics.mjs'
import { now } from '../page/now.mjs'
import { pause, whenLive } from '../stage.mjs'
import { stepsBack } from '../steps-back.mjs'
import { oneByOne } from './run.mjs'

const CLICKS = 10

/** @type {import('./run.mjs').Scenario} */
export const ownEcho = {
  name: 'own-echo',
  title: 'Ten quick clicks, and their own echo',
  about:
    'A person renames one row ten times, 80 ms apart; a write takes 100 ms, a change is heard 250 ms after its commit, and somebody else changes other rows. A step back: the row shows an older name than before.',
  columns: [
    { name: 'p50', title: 'click to shown, p50', unit: 'ms', never: 'never' },
    { name: 'stepsBack', title: 'steps back', unit: 'count', never: '–' },
    { name: 'wrongAtEnd', title: 'wrong on screen 5 s later', unit: 'count', never: '–' },
    { name: 'lostInDatabase', title: 'wrong in the database', unit: 'count', never: '–' },
  ],
  measure: (stage, libraries) =>
    oneByOne(stage, libraries, async page => {
      const list = await stage.makeList(page)
      await whenLive(page, list)
      const slow = stage.faults.add({ type: 'http-slow', ms: 100 }, { path: '/rest/v1/tasks' })
      const late = stage.faults.add({ type: 'frame-delay', ms: 250 })
      try {
        return await clickAway(page, list)
      } finally {
        slow.remove()
        late.remove()
      }
    }),
}

/**
 * @param {import('../page.mjs').Page} page
 * @param {import('../stage.mjs').List} list
 * @returns {Promise<import('./run.mjs').Values>}
 */
async function clickAway(page, list) {
  const id = `${list.id}-50`
  const titles = Array.from({ length: CLICKS }, (_, at) => `Name ${at + 1}`)
  /** @type {number[]} */
  const clickedAt = []
  for (const [at, title] of titles.entries()) {
    clickedAt.push(now())
    await page.rename({ id, title })
    if (at % 3 === 0) await list.change({ id: `${list.id}-${at + 1}`, title: `Other ${at}` })
    await pause(80)
  }
  await pause(5_000)
  const rows = titles.map(title => ({ id, title }))
  const since = await page.since(rows)
  const tookMs = since.map((shown, at) => (shown ?? Infinity) - (clickedAt[at] ?? 0))
  const p50 = median(tookMs)
  const last = rows.slice(-1)
  return {
    p50: Number.isFinite(p50) ? p50 : null,
    stepsBack: stepsBack(await page.titles(id), titles),
    wrongAtEnd: await page.missing(last),
    lostInDatabase: (await list.titleOf(id)) === titles.at(-1) ? 0 : 1,
  }
}
