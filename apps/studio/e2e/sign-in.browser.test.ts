import type { BrowserContext, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newPerson, soon } from './support/person.ts'
import { startStudio, type Studio } from './support/studio.ts'

let studio: Studio

beforeAll(async () => {
  studio = await startStudio()
})
afterEach(async () => {
  studio.backend.faults.reset()
  await Promise.all(studio.browser.contexts().map(context => context.close()))
})
afterAll(() => studio.stop())

/** Who works in a page, and in which project. */
async function whoAndWhere(page: Page): Promise<{ user: string | null; address: string }> {
  await page.getByTestId('prompt-input').waitFor({ timeout: 60_000 })
  await page.getByTestId('account').click()
  const user = await page.getByTestId('user-id').getAttribute('data-id')
  await page.keyboard.press('Escape')
  return { user, address: page.url() }
}

async function users(): Promise<number> {
  const { rows } = await studio.backend.sql('select count(*) as count from auth.users')
  return Number(rows[0]?.['count'])
}

/** Makes the stored token one that ran out ten minutes ago. */
async function letExpire(context: BrowserContext): Promise<void> {
  const page = await context.newPage()
  // A page of the same site that is not the Studio.
  await page.route('**/nothing', route => route.fulfill({ body: 'nothing' }))
  await page.goto(new URL('nothing', studio.url).href)
  await page.evaluate(() => {
    const key = Object.keys(localStorage).find(name => name.endsWith('-auth-token')) ?? ''
    const session = JSON.parse(localStorage.getItem(key) ?? '') as object
    const tenMinutesAgo = Math.floor(performance.timeOrigin / 1000) - 600
    localStorage.setItem(key, JSON.stringify({ ...session, expires_at: tenMinutesAgo }))
  })
  await page.close()
}

test('two tabs opened at the same moment on a first visit are one guest with one project', async () => {
  for (let round = 1; round <= 5; round += 1) {
    const { context } = await newPerson(studio)
    const pages = [await context.newPage(), await context.newPage()]
    const before = await users()
    await Promise.all(pages.map(page => page.goto(studio.url)))
    const [a, b] = await Promise.all(pages.map(page => whoAndWhere(page)))
    expect({ round, ...b }).toEqual({ round, ...a })
    expect(await users()).toBe(before + 1)
    await context.close()
  }
})

test('A5: a page loaded while auth is away says so, keeps the person, and opens when auth is back', async () => {
  const { context, open } = await newPerson(studio)
  const first = await open()
  const before = await whoAndWhere(first.page)
  const count = await users()
  await first.page.close()
  await letExpire(context)
  studio.backend.faults.set({ auth: { status: 503 } })

  const page = await context.newPage()
  await page.clock.install()
  await page.goto(studio.url)
  const problem = page.getByTestId('sign-in-problem')
  await problem.waitFor({ timeout: 60_000 })
  // The client gives up for a while after half a minute of trying.
  await soon(async () => {
    await page.clock.fastForward(1_000)
    return problem.textContent()
  }).toContain('You are still signed in, and your projects are kept')

  studio.backend.faults.reset()
  await soon(async () => {
    await page.clock.fastForward(1_000)
    return page.getByTestId('prompt-input').count()
  }).toBe(1)
  expect(await whoAndWhere(page)).toEqual(before)
  expect(await users()).toBe(count)
})

test('a first visit while auth is away is said, and opens when auth is back', async () => {
  studio.backend.faults.set({ auth: { status: 503 } })
  const { context } = await newPerson(studio)
  const page = await context.newPage()
  await page.goto(studio.url)
  const problem = page.getByTestId('sign-in-problem')
  await soon(() => problem.textContent()).toContain('Signing in did not work')
  studio.backend.faults.reset()
  expect((await whoAndWhere(page)).address).toContain('/p/')
})
