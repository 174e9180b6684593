import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { onStoppedClock, openOnClock, soonOnClock } from '../support/page-clock.ts'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const notes = (page: Page) => page.getByTestId('setting-notes')
const saveState = (page: Page) => page.getByTestId('save-state').first().getAttribute('data-state')

async function openSettings({ page }: Tab): Promise<void> {
  await page.bringToFront()
  await page.getByTestId('settings').click()
  await notes(page).waitFor()
}

async function saved(projectId: string): Promise<unknown> {
  const { rows } = await studio.backend.sql('select settings from public.projects where id = $1', [
    projectId,
  ])
  return JSON.parse(rows[0]?.['settings'] ?? 'null')
}

/** What the page asks to have saved, in that order. */
function patches({ page }: Tab): unknown[] {
  const sent: unknown[] = []
  page.on('request', request => {
    if (request.url().endsWith('/rpc/patch_settings')) sent.push(request.postDataJSON())
  })
  return sent
}

test('F17, mode 94: what is being typed is never replaced, and what is not follows others at once', async () => {
  const person = await newPerson(studio)
  const [mine, theirs] = [await person.open(), await person.open()]
  for (const tab of [mine, theirs]) {
    await tab.untilLive()
    await openSettings(tab)
  }
  const slow = studio.backend.faults.add(
    { type: 'http-slow' },
    { path: '/rest/v1/rpc/patch_settings' },
  )
  await mine.page.bringToFront()
  await notes(mine.page).fill('mine, half')
  await soon(() => saveState(mine.page)).toBe('saving')

  // Somebody else saves other words, and the page hears of it and fetches them.
  await studio.backend.sql(
    `update public.projects set settings = '{"notes": "theirs"}' where id = $1`,
    [mine.project()],
  )
  await soon(() => notes(theirs.page).inputValue()).toBe('theirs')
  expect(await notes(mine.page).inputValue()).toBe('mine, half')
  await notes(mine.page).pressSequentially(' typed')
  expect(await notes(mine.page).inputValue()).toBe('mine, half typed')

  slow.remove()
  await soon(() => saveState(mine.page)).toBe('saved')
  await soon(() => saved(mine.project())).toEqual({ notes: 'mine, half typed' })
  await soon(() => notes(theirs.page).inputValue()).toBe('mine, half typed')
})

test('F17, mode 103: saves go one after the other, so the last words are the last to arrive', async () => {
  const tab = await (await newPerson(studio)).open()
  const sent = patches(tab)
  await openSettings(tab)
  const slow = studio.backend.faults.add(
    { type: 'http-slow' },
    { path: '/rest/v1/rpc/patch_settings', count: 1 },
  )
  await notes(tab.page).fill('first')
  await soon(() => saveState(tab.page)).toBe('saving')
  await notes(tab.page).fill('second')
  await notes(tab.page).fill('third')
  await notes(tab.page).blur()
  expect(sent).toHaveLength(1)
  slow.remove()
  await soon(() => saved(tab.project())).toEqual({ notes: 'third' })
  expect(sent).toMatchObject([{ p_patch: { notes: 'first' } }, { p_patch: { notes: 'third' } }])
})

test('F17: what was typed for one project is saved to that one, though another is open by then', async () => {
  const tab = await (await newPerson(studio)).open()
  const first = tab.project()
  const second = crypto.randomUUID()
  await studio.backend.sql(
    `insert into public.projects (id, user_id, name) select $1, user_id, 'Second' from public.projects where id = $2`,
    [second, first],
  )
  await openSettings(tab)
  await notes(tab.page).fill('for the first')
  // At once, within the 300 ms in which more could be typed.
  await tab.page.evaluate(to => {
    history.pushState(null, '', to)
  }, `/p/${second}`)
  await soon(() => saved(first)).toEqual({ notes: 'for the first' })
  await tab.page.waitForURL(`**/p/${second}`)
  expect(await saved(second)).toEqual({})
})

test('F17: a save that fails keeps the text, says so, and is made good by itself', async () => {
  const tab = await openOnClock(studio)
  const { page } = tab
  await openSettings(tab)
  const failing = { type: 'http-error', service: 'rest', status: 500 } as const
  studio.backend.faults.add(failing, { path: '/rest/v1/rpc/patch_settings', count: 2 })
  const hasFailed = (): Promise<number> =>
    page.getByTestId('save-state').filter({ hasText: 'Not saved' }).count()
  // Of the five seconds until it tries again by itself only so much passes as the test says.
  await onStoppedClock(page, async () => {
    await notes(page).fill('not yet')
    await soonOnClock(tab, hasFailed, 20).toBe(1)
    expect(await notes(page).inputValue()).toBe('not yet')
    studio.backend.faults.reset()
    await page.getByRole('button', { name: 'Save now' }).click()
    await soonOnClock(tab, () => saveState(page), 20).toBe('saved')
    expect(await saved(tab.project())).toEqual({ notes: 'not yet' })
  })
  studio.backend.faults.add(failing, { path: '/rest/v1/rpc/patch_settings', count: 1 })
  await notes(page).fill('kept')
  await soonOnClock(tab, () => saved(tab.project())).toEqual({ notes: 'kept' })
})

test('F17: what was typed right before a reload is not lost', async () => {
  const tab = await (await newPerson(studio)).open()
  await openSettings(tab)
  studio.backend.faults.add({ type: 'http-error', status: 503 }, { path: '/rest/v1/rpc' })
  await notes(tab.page).fill('on the way out')
  await tab.page.reload()
  studio.backend.faults.reset()
  await soon(() => saved(tab.project())).toEqual({ notes: 'on the way out' })
})

test('the colours that a person chose come with them to another device, and the page begins in them', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  const { page } = tab
  const theme = (at: Page) => at.locator('html').getAttribute('data-theme')
  await openSettings(tab)
  await page.getByTestId('theme-dark').check()
  await soon(() => theme(page)).toBe('dark')
  await soon(async () => {
    const { rows } = await studio.backend.sql('select settings from public.users')
    return rows.map(row => row['settings'])
  }).toEqual(['{"theme": "dark"}'])
  await page.goto(tab.address(), { waitUntil: 'commit' })
  await soon(() => theme(page)).toBe('dark')

  await page.evaluate(() => localStorage.removeItem('everfresh:theme'))
  await page.reload()
  await soon(() => theme(page)).toBe('dark')
})

test('the switches say where they come from, refuse what makes no sense, and can be forgotten', async () => {
  const tab = await (await newPerson(studio)).open()
  const { page } = tab
  await tab.untilLive()
  await openSettings(tab)
  const panel = page.getByTestId('settings-panel')
  const chip = (status: string) => page.locator(`[data-testid=status-chip][data-status=${status}]`)
  await panel
    .getByText('Off: everything is fetched by polling. As this Studio was built.')
    .waitFor()
  await page.getByTestId('setting-realtime').click()
  await panel.getByText('Set in this browser.').first().waitFor()
  await chip('disabled').waitFor({ state: 'attached' })

  await page.getByTestId('setting-polling').fill('nought')
  await page.getByTestId('setting-polling').press('Enter')
  await panel.getByText('Enter a whole number of seconds').waitFor()
  await page.getByTestId('setting-polling').fill('9')
  await page.getByTestId('setting-polling').press('Enter')
  await soon(() => chip('disabled').textContent()).toContain('Polling every 9 s')

  await page.getByTestId('forget-switches').click()
  await chip('live').waitFor({ state: 'attached' })
})
