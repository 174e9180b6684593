import { manualClock } from '../../packages/core/dist/testing/index.js'
import { runTanStackOn } from '../idle/tanstack-clock.mjs'
import { seeded } from '../lib/random.mjs'
import { screen } from '../lib/screen.mjs'
import { percentile } from '../lib/statistics.mjs'
import { waitsOn } from '../lib/waits.mjs'
import { ANSWER_MS, coreOn, simulatedDatabase } from './simulated-feed.mjs'

/** @typedef {import('../lib/screen.mjs').Screen} Screen */

const MINUTE_MS = 60_000
const LISTS = Array.from({ length: 50 }, (_, n) => String(n))
/** Each list changes this often in the mean. */
const CHANGES_EVERY_MS = 10 * MINUTE_MS
/** A push is lost this often. */
const LOST_RATIO = 0.1
const DEAD_MINUTES = 10
const LOSSES_UNTIL_MS = 120 * MINUTE_MS
/** By then even the last loss has been followed by another event. */
const LIVE_MINUTES = 360

/** TanStack has one clock for the process, and so have all rounds. */
const clock = manualClock()
runTanStackOn(clock)

/**
 * A person at work for ten minutes where websockets are blocked: the requests of a minute, with the log and without.
 *
 * @param {number} seed
 */
export async function deadMinutes(seed) {
  const random = seeded(seed)
  const database = simulatedDatabase(clock)
  const open = (/** @type {boolean} */ hasLog) => {
    const page = screen(clock, LISTS, ANSWER_MS)
    return { page, core: coreOn(page.page, { database, hasLog, isLive: false, random }) }
  }
  const both = [open(true), open(false)]
  await clock.pass(MINUTE_MS)
  const from = clock.now()
  const before = both.map(({ page, core }) => page.asked.length + core.asked())
  const stop = changing(random, list => void database.commit(list))
  await clock.pass(DEAD_MINUTES * MINUTE_MS)
  const [ours = 0, baseline = 0] = both.map(
    ({ page, core }, nth) => (page.asked.length + core.asked() - (before[nth] ?? 0)) / DEAD_MINUTES,
  )
  stop()
  await clock.pass(MINUTE_MS)
  const commits = database.commits.filter(({ at }) => at >= from)
  for (const { page, core } of both) {
    if (waitsOn(page, commits).includes(Infinity)) throw new Error('A change was never shown.')
    core.stop()
    page.leave()
  }
  return { ours, baseline }
}

/**
 * Pages that are live all the time, and are not told of every tenth change: how long until that is shown, in ms (p95).
 *
 * @param {number} seed
 */
export async function silentLosses(seed) {
  const random = seeded(seed)
  const database = simulatedDatabase(clock)
  const open = () => screen(clock, LISTS, ANSWER_MS)
  const pages = { feed: open(), changes: open(), alone: open() }
  const cores = [true, false].map(hasLog => {
    const { page } = hasLog ? pages.feed : pages.changes
    return coreOn(page, { database, hasLog, isLive: true, random })
  })
  await clock.pass(MINUTE_MS)
  if (cores.some(core => core.status() !== 'live')) throw new Error('It is not live.')
  const from = clock.now()
  /** @type {import('../lib/waits.mjs').Commit[]} */
  const lost = []
  const stop = changing(random, list => {
    const change = database.commit(list)
    if (random() < LOST_RATIO) {
      if (clock.now() < from + LOSSES_UNTIL_MS) lost.push({ list, at: clock.now() })
      return
    }
    for (const core of cores) core.hear(change)
    void pages.alone.page.queryClient.invalidateQueries({ queryKey: ['list', list] })
  })
  await clock.pass(LIVE_MINUTES * MINUTE_MS)
  stop()
  for (const core of cores) core.stop()
  const found = (/** @type {Screen} */ page) => percentile(waitsOn(page, lost), 0.95)
  const [ours, changes, alone] = [found(pages.feed), found(pages.changes), found(pages.alone)]
  for (const page of Object.values(pages)) page.leave()
  return { ours, baseline: alone, others: { [SAFETY]: changes } }
}

/** What the other path of ours does about it. */
export const SAFETY = 'our own postgres_changes path: each query again after 5 min'

/**
 * Changes lists at random. Returns how to stop.
 *
 * @param {() => number} random
 * @param {(list: string) => void} change
 */
function changing(random, change) {
  const wait = () => (-Math.log(1 - random()) * CHANGES_EVERY_MS) / LISTS.length
  const next = () => {
    change(LISTS[Math.floor(random() * LISTS.length)] ?? '')
    stop = clock.after(wait(), next)
  }
  let stop = clock.after(wait(), next)
  return () => stop()
}
