import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newPerson, soon, type Person, type Tab } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const PASSWORD = 'a long way round'
let people = 0
const newAddress = (): string => `person-${(people += 1)}@example.org`

async function userOf({ page }: Tab): Promise<string | null> {
  await page.getByTestId('account').click()
  const id = await page.getByTestId('user-id').getAttribute('data-id')
  await page.keyboard.press('Escape')
  await page.getByTestId('user-id').waitFor({ state: 'hidden' })
  return id
}

async function fill(page: Page, kind: 'sign-up' | 'sign-in', email: string, password = PASSWORD) {
  await page.getByTestId(`${kind}-email`).fill(email)
  await page.getByTestId(`${kind}-password`).fill(password)
  await page.getByTestId(`${kind}-submit`).click()
}

async function keepWork({ page }: Tab, email: string, password = PASSWORD): Promise<void> {
  await page.getByTestId('account').click()
  await page.getByTestId('keep-work').click()
  await fill(page, 'sign-up', email, password)
}

async function signOut({ page }: Tab): Promise<void> {
  await page.bringToFront()
  await page.getByTestId('account').click()
  await page.getByTestId('sign-out').click()
  await page.getByTestId('confirm').click()
}

async function addPicture(projectId: string): Promise<string> {
  const { rows } = await studio.backend.sql(
    `insert into public.generations (project_id, location, params)
     values ($1, $2, '{"prompt": "mine"}') returning id`,
    [projectId, new URL('/favicon.svg', studio.url).href],
  )
  return rows[0]?.['id'] ?? ''
}

/** Somebody with an account, and one picture in it. */
async function visitWithAccount(
  person?: Person,
): Promise<{ tab: Tab; email: string; picture: string }> {
  const tab = await (person ?? (await newPerson(studio))).open()
  await tab.untilLive()
  const picture = await addPicture(tab.project())
  await soon(tab.pictures).toBe(1)
  const email = newAddress()
  await keepWork(tab, email)
  await tab.page.getByTestId('notice').filter({ hasText: 'Your work is kept' }).waitFor()
  return { tab, email, picture }
}

async function users(): Promise<number> {
  const { rows } = await studio.backend.sql('select count(*) as count from auth.users')
  return Number(rows[0]?.['count'])
}

test('F16: a guest who adds an e-mail keeps their id, their work and their connection', async () => {
  const tab = await (await newPerson(studio)).open()
  const { page } = tab
  await tab.untilLive()
  await addPicture(tab.project())
  await soon(tab.pictures).toBe(1)
  const [before, address] = [await userOf(tab), tab.address()]
  await page.getByTestId('gallery-item').evaluate(tile => tile.setAttribute('data-same', ''))
  const email = newAddress()
  await keepWork(tab, email)
  await page.getByTestId('notice').filter({ hasText: 'Your work is kept' }).waitFor()

  expect([await userOf(tab), tab.address()]).toEqual([before, address])
  expect(await page.locator('[data-testid=gallery-item][data-same]').count()).toBe(1)
  expect(tab.sockets).toHaveLength(1)
  await page.getByTestId('account').click()
  await page.getByText(email).waitFor()

  // On another device, with nothing but the e-mail and the password.
  const other = await (await newPerson(studio)).open()
  await other.page.getByTestId('account').click()
  await other.page.getByTestId('sign-in').click()
  await other.page.getByText('there is no way back to what you made here').waitFor()
  await fill(other.page, 'sign-in', email)
  await soon(other.pictures).toBe(1)
  expect(await userOf(other)).toBe(before)
})

test('F16: who signs out is asked who comes next, in every tab, and no guest is made meanwhile', async () => {
  const person = await newPerson(studio)
  const { tab, email, picture } = await visitWithAccount(person)
  const second = await person.open()
  const count = await users()
  await signOut(tab)
  for (const { page } of [tab, second]) {
    await page.getByTestId('signed-out').waitFor()
    expect(await page.getByTestId('gallery-item').count()).toBe(0)
  }
  await second.page.reload()
  await second.page.getByTestId('signed-out').waitFor()
  expect(await users()).toBe(count)

  await fill(tab.page, 'sign-in', email)
  for (const { page } of [tab, second])
    await page.locator(`[data-testid=gallery-item][data-id="${picture}"]`).waitFor()

  await signOut(tab)
  await tab.page.getByTestId('become-guest').click()
  for (const each of [tab, second]) await each.page.getByText('No pictures yet').waitFor()
  expect(second.project()).toBe(tab.project())
  expect(await users()).toBe(count + 1)
})

/** Writes down who can be told from the page, after each change of it and before it is painted. */
async function watchFor(
  page: Page,
  mine: string,
  theirs: string,
): Promise<() => Promise<string[]>> {
  await page.evaluate(
    ([a, b]) => {
      const seen: string[] = []
      Object.assign(globalThis, { seen })
      const look = (): void => {
        const has = (id: string | undefined): boolean =>
          document.querySelector(`[data-id="${id}"]`) !== null
        const out = document.querySelector('[data-testid=signed-out]') !== null
        const now = [has(a) && 'first', out && 'nobody', has(b) && 'second'].filter(Boolean).join()
        if (now !== '' && now !== seen.at(-1)) seen.push(now)
      }
      look()
      new MutationObserver(look).observe(document, {
        childList: true,
        subtree: true,
        attributes: true,
      })
    },
    [mine, theirs],
  )
  return () => page.evaluate(() => (globalThis as unknown as { seen: string[] }).seen)
}

test('F16: nothing of one person is on screen for the next, not for a frame', async () => {
  const second = await visitWithAccount()
  await second.tab.page.close()
  const { tab, picture } = await visitWithAccount()
  const seen = await watchFor(tab.page, picture, second.picture)
  await signOut(tab)
  await fill(tab.page, 'sign-in', second.email)
  await tab.page.locator(`[data-testid=gallery-item][data-id="${second.picture}"]`).waitFor()
  expect(await seen()).toEqual(['first', 'nobody', 'second'])
  expect(await tab.page.getByTestId('project-switcher').textContent()).toContain('My first project')
})

test('F16: what auth refuses is said in place, and what was typed stays', async () => {
  const { email } = await visitWithAccount()
  const person = await newPerson(studio)
  const { page } = await person.open()
  const problem = page.getByTestId('account-problem')
  await page.getByTestId('account').click()
  await page.getByTestId('keep-work').click()

  await fill(page, 'sign-up', 'nobody', 'short')
  await page.getByText('This is not an e-mail address.').waitFor()
  await page.getByText('A password has at least 8 characters.').waitFor()

  await fill(page, 'sign-up', email)
  await soon(() => problem.textContent()).toContain('belongs to an account already')
  expect(await page.getByTestId('sign-up-email').inputValue()).toBe(email)

  await page.route('**/auth/v1/user*', route =>
    route.fulfill({
      status: 422,
      headers: { 'access-control-allow-origin': '*' },
      json: { code: 422, error_code: 'weak_password', msg: 'Password is known from a leak' },
    }),
  )
  await fill(page, 'sign-up', newAddress())
  await soon(() => problem.textContent()).toContain('too easy to guess')
  await page.unroute('**/auth/v1/user*')

  await page.keyboard.press('Escape')
  await page.getByTestId('account').click()
  await page.getByTestId('sign-in').click()
  await fill(page, 'sign-in', email, 'not the password')
  await soon(() => problem.textContent()).toContain('no account with this e-mail and this password')

  await person.context.setOffline(true)
  await fill(page, 'sign-in', email)
  await soon(() => problem.textContent()).toContain('cannot be reached')
  await person.context.setOffline(false)
  await fill(page, 'sign-in', email)
  await soon(() => page.getByTestId('gallery-item').count()).toBe(1)
})

test('F16: an address that must be confirmed first is said, and the guest goes on', async () => {
  const tab = await (await newPerson(studio)).open()
  const { page } = tab
  const before = await userOf(tab)
  // As a hosted project answers that confirms addresses.
  await page.route('**/auth/v1/user*', async route => {
    if (route.request().method() !== 'PUT') return route.continue()
    const sent = route.request().postDataJSON() as { email: string }
    const { authorization = '', apikey = '' } = route.request().headers()
    const who = await route.fetch({
      method: 'GET',
      headers: { authorization, apikey },
      postData: '',
    })
    const user = (await who.json()) as object
    return route.fulfill({
      headers: { 'access-control-allow-origin': '*' },
      json: { ...user, new_email: sent.email, is_anonymous: true },
    })
  })
  const email = newAddress()
  await keepWork(tab, email)
  await page.getByTestId('confirm-email').getByText(email).waitFor()
  await page.getByRole('button', { name: 'Got it' }).click()
  // Where a person at the keyboard came from.
  await page.locator('[data-testid=account]:focus').waitFor()
  expect(await userOf(tab)).toBe(before)
  await page.getByTestId('account').click()
  await page.getByText('waits to be confirmed').waitFor()
})
