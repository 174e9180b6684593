import { manualClock } from '../../packages/core/dist/testing/index.js'
import { seeded } from '../lib/random.mjs'
import { screen } from '../lib/screen.mjs'
import { percentile } from '../lib/statistics.mjs'
import { waitsOn } from '../lib/waits.mjs'
import { everfreshOn } from './everfresh-on.mjs'
import { runTanStackOn } from './tanstack-clock.mjs'

/** @typedef {import('../lib/screen.mjs').Screen} Screen */
/** @typedef {import('../lib/waits.mjs').Commit} Commit */

const MINUTE_MS = 60_000
const LISTS = Array.from({ length: 12 }, (_, n) => String(n))
/** The backend answers after so long. */
const ANSWER_MS = 50
/** Each list changes this often in the mean, while nobody is told. */
const CHANGES_EVERY_MS = 30_000
/** Whoever did nothing for so long is away. */
const INACTIVE_AFTER_MS = 60_000

/** The request's fixed polling: 5 s, hidden 15 s, each within a second. */
const VISIBLE_MS = 5_000
const HIDDEN_MS = 15_000
const JITTER_MS = 1_000

/** An hour without realtime: 10 minutes of work, 20 in which the page is only open, 30 in which it is hidden. */
const WORK_UNTIL_MINUTE = 10
const HIDDEN_FROM_MINUTE = 30
const MINUTES = 60

/** TanStack has one clock for the process, and so have all rounds. */
const clock = manualClock()
runTanStackOn(clock)

/**
 * An hour of a page that is shown, live, and about which nothing happens; beside it one that polls.
 *
 * @param {number} seed
 */
export async function idleHour(seed) {
  const random = seeded(seed)
  const ours = openScreen()
  const polled = openScreen(() => VISIBLE_MS)
  const everfresh = everfreshOn(ours.page, { random, serves: true })
  await clock.pass(MINUTE_MS)
  everfresh.environment.active.set(false)
  if (everfresh.status() !== 'live') throw new Error(`It is ${everfresh.status()}, and not live.`)
  const from = clock.now()
  const joinsBefore = everfresh.joins()
  await clock.pass(MINUTES * MINUTE_MS)
  if (everfresh.status() !== 'live') throw new Error('It did not stay live.')
  const found = {
    requests: {
      ours: requestsSince(ours, from) / LISTS.length,
      baseline: requestsSince(polled, from) / LISTS.length,
    },
    joins: { ours: everfresh.joins() - joinsBefore, baseline: null },
  }
  everfresh.close()
  for (const page of [ours, polled]) page.leave()
  return found
}

/**
 * An hour without realtime, in which everything changes every now and then.
 *
 * @param {number} seed
 */
export async function deadHour(seed) {
  const random = seeded(seed)
  let isVisible = true
  const ours = openScreen()
  const fixed = openScreen(
    () => (isVisible ? VISIBLE_MS : HIDDEN_MS) + (2 * random() - 1) * JITTER_MS,
  )
  const everfresh = everfreshOn(ours.page, { random, serves: false })
  await clock.pass(MINUTE_MS)
  const from = clock.now()
  /** @type {Commit[]} */
  const commits = []
  const change = () => {
    commits.push({ list: LISTS[Math.floor(random() * LISTS.length)] ?? '', at: clock.now() })
    if (clock.now() < from + MINUTES * MINUTE_MS)
      clock.after((-Math.log(1 - random()) * CHANGES_EVERY_MS) / LISTS.length, change)
  }
  change()
  clock.after(WORK_UNTIL_MINUTE * MINUTE_MS + INACTIVE_AFTER_MS, () =>
    everfresh.environment.active.set(false),
  )
  clock.after(HIDDEN_FROM_MINUTE * MINUTE_MS, () => {
    isVisible = false
    everfresh.environment.visible.set(false)
  })
  await clock.pass(MINUTES * MINUTE_MS)
  const until = clock.now()
  // Whatever was committed last has time to be shown.
  await clock.pass(2 * MINUTE_MS)
  const workedUntil = from + WORK_UNTIL_MINUTE * MINUTE_MS
  const whileAtWork = commits.filter(({ at }) => at < workedUntil)
  const perMinute = (/** @type {Screen} */ page) =>
    (requestsSince(page, from) - requestsSince(page, until)) / LISTS.length / MINUTES
  const staleness = (/** @type {Screen} */ page) => percentile(waitsOn(page, whileAtWork), 0.95)
  const found = {
    requests: { ours: perMinute(ours), baseline: perMinute(fixed) },
    staleness: { ours: staleness(ours), baseline: staleness(fixed) },
  }
  everfresh.close()
  for (const page of [ours, fixed]) page.leave()
  return found
}

/**
 * A page that shows every list.
 *
 * @param {() => number} [refetchInterval]
 */
function openScreen(refetchInterval) {
  const polling = refetchInterval && { refetchInterval, refetchIntervalInBackground: true }
  return screen(clock, LISTS, ANSWER_MS, polling)
}

/**
 * @param {Screen} page
 * @param {number} time
 */
function requestsSince({ asked }, time) {
  return asked.filter(({ at }) => at >= time).length
}
