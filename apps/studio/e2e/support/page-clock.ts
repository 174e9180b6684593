import type { Page } from 'playwright-core'
import { newPerson, soon, type Tab } from './person.ts'
import type { Studio } from './studio.ts'

const STEP_MS = 5_000
const MOST_AHEAD_MS = 10_000

/** Somebody new, whose page has a clock that the test moves; by itself it goes on as any. */
export async function openOnClock(studio: Studio, query = ''): Promise<Tab> {
  const tab = await (await newPerson(studio)).blank()
  await tab.page.clock.install()
  await tab.enter(studio.url + query)
  return tab
}

/**
 * Lets so much time pass on the page's clock (installed before), and no more, however slow the machine is: every
 * timer runs in its turn, and each request and heartbeat is answered before the next is due, as it would be.
 */
export async function passTime(tab: Tab, ms: number, stepMs: number = STEP_MS): Promise<void> {
  await onStoppedClock(tab.page, () => passSteps(tab, ms, stepMs))
}

async function passSteps(
  { page, frames, unanswered }: Tab,
  ms: number,
  stepMs: number,
): Promise<void> {
  const unheard = (): number =>
    unanswered() +
    frames.filter(({ event }) => event === 'heartbeat').length -
    frames.filter(({ topic, event }) => topic === 'phoenix' && event === 'phx_reply').length
  for (let passed = 0; passed < ms; passed += stepMs) {
    await page.clock.runFor(stepMs)
    await soon(unheard).toBe(0)
  }
}

/**
 * Does this while the page's clock (installed before) stands still, but for what it is told to run. Whatever the
 * page wants a timer for waits, also what a click sets going.
 */
export async function onStoppedClock<Value>(
  page: Page,
  work: () => Promise<Value>,
): Promise<Value> {
  await stopClock(page)
  try {
    return await work()
  } finally {
    await page.clock.resume()
  }
}

/** It can be stopped only at a time to come, which is over by then where the machine is slow: then at a later one. */
async function stopClock(page: Page, aheadMs = 500): Promise<void> {
  const now = await page.evaluate(() => Date.now())
  try {
    await page.clock.pauseAt(now + aheadMs)
  } catch (error) {
    if (aheadMs > MOST_AHEAD_MS) throw error
    await stopClock(page, aheadMs * 2)
  }
}

/** What time it is in the page: more has passed than was let pass, since its clock goes on by itself in between. */
export async function pageTime({ page }: Tab): Promise<number> {
  return page.evaluate(() => Date.now())
}

/** Looks again and again, each time so much later on the page's clock (installed before). */
export function soonOnClock<Value>(
  { page }: Tab,
  what: () => Promise<Value>,
  stepMs: number = 1_000,
): ReturnType<typeof soon<Promise<Value>>> {
  return soon(async () => {
    await page.clock.runFor(stepMs)
    return what()
  })
}
