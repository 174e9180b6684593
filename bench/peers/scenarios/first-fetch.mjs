import { setTimeout as pause } from 'node:timers/promises'
import { together } from './run.mjs'

const TRIES = 3
const PATIENCE_MS = 4_000
const SLOW_MS = 1_000

/** @type {readonly import('./run.mjs').Column[]} */
const columns = [{ name: 'stale', title: `stale for good, of ${TRIES}`, unit: 'count', never: '–' }]

/** @type {import('./run.mjs').Scenario} */
export const duringFirstFetch = {
  name: 'during-first-fetch',
  title: 'A commit while the first fetch is under way',
  about:
    'The backend has read the rows, the answer takes 1 s, and after half of it a row is committed; the channel is live by then. Stale: not shown 4 s after the commit, and nothing else to come.',
  notForZero:
    'Rows and changes come through the same socket, in order: there is no fetch to race with.',
  columns,
  measure: (stage, libraries) =>
    together(stage, libraries, pages =>
      Promise.all(
        pages.map(page =>
          countStale(async () => {
            await page.slowDown(SLOW_MS)
            const list = await stage.makeList(page, { mount: false })
            const answered = page.answered()
            await page.mount(list.id)
            await answered
            await pause(SLOW_MS / 2)
            const { row } = await list.commit()
            return (await page.whenShown([row], PATIENCE_MS)) === null
          }),
        ),
      ),
    ),
}

/** @type {import('./run.mjs').Scenario} */
export const beforeReady = {
  name: 'before-ready',
  title: 'A commit after the first fetch, before the subscription is ready',
  about:
    'The rows are on screen and the channel says SUBSCRIBED; the server begins to push 2.5 s later, as the real one does after a cold start (1 to 3 s), and a row is committed in between. Stale: not shown 4 s after the commit.',
  notForZero: 'It subscribes to nothing beside its query: there is no such gap.',
  columns,
  late: true,
  measure: (stage, libraries) =>
    together(stage, libraries, pages =>
      Promise.all(
        pages.map(page =>
          countStale(async () => {
            const list = await stage.makeList(page)
            await pause(1_000)
            const { row } = await list.commit()
            return (await page.whenShown([row], PATIENCE_MS)) === null
          }),
        ),
      ),
    ),
}

/**
 * @param {() => Promise<boolean>} attempt
 * @returns {Promise<import('./run.mjs').Values>}
 */
async function countStale(attempt) {
  let stale = 0
  for (let count = 0; count < TRIES; count += 1) if (await attempt()) stale += 1
  return { stale }
}
