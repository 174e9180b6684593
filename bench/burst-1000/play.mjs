import { setTimeout as sleep } from 'node:timers/promises'
import { PROJECTS } from '../lib/change-frames.mjs'

/** @typedef {'everfresh' | 'alone' | 'per-event'} How */

/**
 * @typedef {object} Stage
 * @property {import('playwright-core').Browser} browser
 * @property {string} url
 * @property {ReturnType<typeof import('./server.mjs').scriptedSupabase>} supabase
 */

/** @typedef {{ requests: number, bytes: number, mainThreadMs: number, longTasks: readonly number[] }} Played */

const LIMIT_MS = 120_000
/** A page that fetched nothing for so long is at rest. */
const REST_MS = 1_500
const LOOK_EVERY_MS = 250

/**
 * Opens the page, lets the burst happen to it, and waits until it is at rest. The main thread's time is its CPU time,
 * which what others do on the machine does not lengthen. Throws when the page has not heard of every change, or does
 * not show it where it should.
 *
 * @param {How} how
 * @param {Stage} stage
 * @returns {Promise<Played>}
 */
export async function playBurst(how, { browser, url, supabase }) {
  const page = await browser.newPage()
  /** @type {string[]} */
  const faults = []
  page.on('pageerror', ({ message }) => faults.push(message))
  try {
    await page.goto(`${url}?how=${how}`)
    const inPage = pageOf(page)
    await inPage.isAtRest(faults)
    const cdp = await page.context().newCDPSession(page)
    await cdp.send('Performance.enable', { timeDomain: 'threadTicks' })
    await inPage.forgetLongTasks()
    const answered = { ...supabase.answered }
    const heard = await inPage.heard()
    const busy = await busyMs(cdp)

    await supabase.burst()
    await inPage.isAtRest(faults)

    const mainThreadMs = (await busyMs(cdp)) - busy
    if ((await inPage.heard()) - heard !== 1_000)
      throw new Error(`${how}: the page heard of ${(await inPage.heard()) - heard} changes.`)
    if (how !== 'alone') await inPage.showsAll(supabase.changes)
    return {
      requests: supabase.answered.requests - answered.requests,
      bytes: supabase.answered.bytes - answered.bytes,
      mainThreadMs,
      longTasks: await inPage.longTasks(),
    }
  } finally {
    await page.close()
  }
}

/** @param {import('playwright-core').CDPSession} cdp */
async function busyMs(cdp) {
  const { metrics } = await cdp.send('Performance.getMetrics')
  const seconds = metrics.find(({ name }) => name === 'TaskDuration')?.value
  if (seconds === undefined) throw new Error('This Chromium does not tell how busy a page was.')
  return seconds * 1_000
}

/** @param {import('playwright-core').Page} page */
function pageOf(page) {
  const ask = (/** @type {string} */ expression) => page.evaluate(`bench.${expression}`)
  return {
    heard: async () => Number(await ask('heard()')),
    longTasks: async () => /** @type {number[]} */ (await ask('longTasks')),
    forgetLongTasks: () => ask('longTasks.length = 0'),
    /** @param {readonly string[]} faults */
    isAtRest: async faults => {
      const until = performance.now() + LIMIT_MS
      let restSince = performance.now()
      while (performance.now() - restSince < REST_MS) {
        if (faults.length > 0) throw new Error(`The page failed: ${faults.join(' ')}`)
        if (performance.now() > until) throw new Error('The page does not come to rest.')
        await sleep(LOOK_EVERY_MS)
        if ((await ask('isAtRest()')) !== true) restSince = performance.now()
      }
    },
    /** @param {ReadonlyMap<string, number>} changes */
    showsAll: async changes => {
      const shown = /** @type {number[][]} */ (await ask('versions()'))
      const wanted = [...changes.values()]
      const right = shown.filter(
        (lists, n) => lists.length > 0 && lists.every(version => version === wanted[n]),
      )
      if (right.length !== PROJECTS) throw new Error('The page does not show what changed.')
    },
  }
}
