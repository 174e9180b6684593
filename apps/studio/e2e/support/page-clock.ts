import { newPerson, soon, type Tab } from './person.ts'
import type { Studio } from './studio.ts'

const STEP_MS = 5_000

/** Somebody new, whose page has a clock that the test moves; by itself it goes on as any. */
export async function openOnClock(studio: Studio, query = ''): Promise<Tab> {
  const tab = await (await newPerson(studio)).blank()
  await tab.page.clock.install()
  await tab.enter(studio.url + query)
  return tab
}

/**
 * Lets so much time pass on the page's clock (installed before), as fast as the page can follow: every timer
 * runs in its turn, and each request and heartbeat is answered before the next is due, as it would be.
 */
export async function passTime(
  { page, frames, unanswered }: Tab,
  ms: number,
  stepMs: number = STEP_MS,
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

/** What time it is in the page: more has passed than was let pass, since its clock goes on by itself, too. */
export async function pageTime({ page }: Tab): Promise<number> {
  return page.evaluate(() => Date.now())
}

/** Looks again and again, a second of the page's clock (installed before) later each time. */
export function soonOnClock<Value>(
  { page }: Tab,
  what: () => Promise<Value>,
): ReturnType<typeof soon<Promise<Value>>> {
  return soon(async () => {
    await page.clock.runFor(1_000)
    return what()
  })
}
