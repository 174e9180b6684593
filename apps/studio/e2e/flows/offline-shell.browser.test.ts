import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newPerson, soon, type Person, type Tab } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio

beforeAll(async () => {
  studio = await startStudio()
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

/** Waits until the page may be opened without a network. */
async function untilInstalled(page: Page): Promise<void> {
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
}

/** The addresses of everything that the browser keeps for the page. */
async function keptBy(page: Page): Promise<readonly string[]> {
  return page.evaluate(async () => {
    const names = await caches.keys()
    const kept = names.map(async name => (await caches.open(name)).keys())
    return (await Promise.all(kept)).flat().map(({ url }) => url)
  })
}

/** A tab of somebody who has a picture, under the service worker. */
async function workingTab(): Promise<{ person: Person; tab: Tab }> {
  const person = await newPerson(studio, { serviceWorker: true })
  const tab = await person.open()
  await untilInstalled(tab.page)
  await tab.page.reload()
  await tab.untilLive()
  await tab.ask('a boat on a lake')
  await soon(tab.pictures).toBe(1)
  return { person, tab }
}

test('mode 79: reloaded without a network, the app is there and says that it is offline', async () => {
  const { person, tab } = await workingTab()
  await person.context.setOffline(true)
  await tab.page.reload()
  await tab.page.locator('body:has-text("offline")').waitFor()
  expect(
    await tab.page.evaluate(() => document.getElementById('root')?.childElementCount),
  ).not.toBe(0)

  await person.context.setOffline(false)
  await soon(tab.pictures).toBe(1)
  await tab.untilLive()
  expect(tab.errors).toEqual([])
})

test('mode 64, 86: what the backend says is kept nowhere; a sign-out leaves the app’s own files only', async () => {
  const { tab } = await workingTab()
  const isOwn = (address: string): boolean =>
    new URL(address).origin === new URL(studio.url).origin &&
    /^\/($|favicon\.svg$|assets\/[\w.-]+\.(js|css)$)/.test(new URL(address).pathname)
  const afterUse = await keptBy(tab.page)
  expect(afterUse.length).toBeGreaterThan(3)
  expect(afterUse.filter(address => !isOwn(address))).toEqual([])

  // The reads that filled the screen went to the backend itself, under the worker's eyes.
  expect(await tab.page.evaluate(() => navigator.serviceWorker.controller !== null)).toBe(true)
  expect(tab.reads).toContain('generations')

  await tab.page.evaluate(() => {
    localStorage.clear()
  })
  await tab.page.reload()
  await tab.page.getByTestId('prompt-input').waitFor()
  expect((await keptBy(tab.page)).toSorted()).toEqual(afterUse.toSorted())
  expect(await tab.pictures()).toBe(0)
})

test('a new version is what the next load of the page shows, though the old one was installed', async () => {
  const person = await newPerson(studio, { serviceWorker: true })
  const tab = await person.open()
  await untilInstalled(tab.page)
  // The same address, served from another build.
  const newer = await studio.serve({ VITE_DEADMODE_FORCE_POLLING_MS: '7000' })
  await person.context.route(`${studio.url}**`, async route => {
    const { pathname } = new URL(route.request().url())
    await route.fulfill({ response: await route.fetch({ url: new URL(pathname, newer).href }) })
  })
  const scripts = (page: Page): Promise<string | null> =>
    page.locator('script[type=module]').first().getAttribute('src')
  const before = await scripts(tab.page)
  await tab.page.reload()
  await tab.page.getByTestId('prompt-input').waitFor()
  expect(await scripts(tab.page)).not.toBe(before)
})
