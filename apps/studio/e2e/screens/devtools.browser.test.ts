import { mkdir, readFile } from 'node:fs/promises'
import axe from 'axe-core'
import type { Locator, Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { serveCareless } from '../support/careless-worker.ts'
import { commitTask } from '../support/commit.ts'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
let address: string
beforeAll(async () => {
  studio = await startStudio({ worker: false })
  address = await studio.serve({ VITE_DEVTOOLS: 'true' })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

/** `DEVTOOLS_PICTURES=docs` has the pictures of docs/devtools.md taken anew. */
const pictures = process.env['DEVTOOLS_PICTURES']

const visit = async (): Promise<Tab> => (await newPerson(studio, { at: address })).open()
const panel = (page: Page): Locator => page.getByRole('region', { name: 'Everfresh devtools' })
const part = (page: Page, name: string): Promise<void> =>
  panel(page).getByRole('tab', { name }).click()
const card = (page: Page, name: string): Locator =>
  panel(page).getByRole('region', { name, exact: true })
const marks = (page: Page, name: RegExp): Locator => panel(page).getByRole('option', { name })

async function openByKey(page: Page): Promise<void> {
  await page.keyboard.press('e')
  await panel(page).getByRole('tab', { name: 'Now' }).waitFor()
}

async function take(page: Page, name: string): Promise<void> {
  if (pictures === undefined) return
  const folder = new URL(`../../../../${pictures}/`, import.meta.url).pathname
  await mkdir(folder, { recursive: true })
  await panel(page).screenshot({ path: `${folder}devtools-${name}.png` })
}

/** What axe finds in the panel. */
async function faultsIn(page: Page): Promise<readonly string[]> {
  if (!(await page.evaluate(() => 'axe' in globalThis)))
    await page.addScriptTag({ content: axe.source })
  const violations = await page.evaluate(async () => {
    const { axe: inPage } = globalThis as unknown as { axe: typeof axe }
    return (await inPage.run('.everfresh-devtools')).violations
  })
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html.slice(0, 200)).join(' | ')}`,
  )
}

test('the panel says why it is not live, and by its button it is live again', async () => {
  const reason = 'Unauthorized: refused on purpose'
  studio.backend.faults.add({ type: 'join-refuse', reason })
  const tab = await visit()
  const { page } = tab
  await tab.until('polling')
  await openByKey(page)
  const connection = card(page, 'Connection')
  await connection.getByText('Polling', { exact: true }).waitFor()
  const said = await tab.cause()
  expect(said).toMatchObject({ code: 'unauthorized' })
  await connection.getByText('unauthorized', { exact: true }).waitFor()
  expect(await connection.textContent()).toContain(reason)
  await page.locator('[aria-label="Height of the devtools"]').focus()
  for (let n = 0; n < 3; n += 1) await page.keyboard.press('ArrowUp')
  await take(page, 'now')
  await part(page, 'Doctor')
  await panel(page).getByRole('button', { name: /^Look/ }).click()
  await panel(page).getByText('not-live', { exact: true }).waitFor()
  await take(page, 'doctor')
  await part(page, 'Now')
  studio.backend.faults.reset()
  await panel(page).getByRole('button', { name: 'Reconnect now' }).click()
  await connection.getByText('Live', { exact: true }).waitFor()
})

test('the timeline leads from a change to the screen, and a snapshot carries that elsewhere', async () => {
  const tab = await visit()
  const { page } = tab
  await tab.untilLive()
  await openByKey(page)
  await part(page, 'Timeline')
  await commitTask(studio, tab, 'seen in the timeline')
  await soon(() => tab.story()).toContain('source change')
  await marks(page, /^INSERT in tasks/)
    .first()
    .click()
  const effects = panel(page).getByRole('list', { name: 'Effects' })
  await effects
    .getByText(/^fetch of tasks/)
    .first()
    .waitFor()
  await effects
    .getByText(/^tasks.* on the screen$/)
    .first()
    .waitFor()
  await effects
    .getByText(/^fetch of tasks/)
    .first()
    .click()
  await panel(page)
    .getByText(/It was asked for because something changed/)
    .waitFor()
  const causes = panel(page).getByRole('list', { name: 'Causes' })
  await causes.getByText('INSERT in tasks').waitFor()
  await panel(page).getByRole('button', { name: 'Show its whole chain' }).click()
  await take(page, 'timeline')

  const saved = page.waitForEvent('download')
  await panel(page).getByRole('button', { name: 'Download a snapshot' }).click()
  const file = await (await saved).path()
  const text = await readFile(file, 'utf8')
  expect(text).not.toContain('eyJ')

  const other = await visit()
  await openByKey(other.page)
  const chooser = other.page.getByLabel('Snapshot file')
  const odd = { name: 'odd.json', mimeType: 'application/json', buffer: Buffer.from('{"a":1}') }
  await chooser.setInputFiles(odd)
  await panel(other.page)
    .getByText(/odd\.json: This is no snapshot/)
    .waitFor()
  await chooser.setInputFiles({ ...odd, name: 'report.json', buffer: Buffer.from(text) })
  await panel(other.page).getByText('You are looking at a snapshot').waitFor()
  await part(other.page, 'Timeline')
  await marks(other.page, /^INSERT in tasks/)
    .first()
    .waitFor()
  expect(await panel(other.page).getByRole('button', { name: 'Reconnect now' }).count()).toBe(0)
  expect([...tab.errors, ...other.errors]).toEqual([])
})

test('axe finds nothing in any part of the panel, light or dark', async () => {
  const tab = await visit()
  const { page } = tab
  await tab.untilLive()
  await commitTask(studio, tab, 'something to show')
  await soon(() => tab.story()).toContain('view rendered')
  await openByKey(page)
  const found: Record<string, readonly string[]> = {}
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await part(page, 'Now')
    found[`${colorScheme} now`] = await faultsIn(page)
    await part(page, 'Timeline')
    await marks(page, /^INSERT in tasks/)
      .first()
      .click()
    found[`${colorScheme} timeline`] = await faultsIn(page)
    await part(page, 'Queries')
    await panel(page)
      .getByRole('button', { name: /^tasks/ })
      .first()
      .click()
    await panel(page).getByRole('list', { name: 'Chain' }).waitFor()
    if (colorScheme === 'light') await take(page, 'queries')
    found[`${colorScheme} queries`] = await faultsIn(page)
    await part(page, 'Doctor')
    await panel(page).getByRole('button', { name: /^Look/ }).click()
    await panel(page)
      .getByText(/Nothing is wrong|finding/)
      .first()
      .waitFor()
    found[`${colorScheme} doctor`] = await faultsIn(page)
  }
  expect(Object.entries(found).filter(([, faults]) => faults.length > 0)).toEqual([])
})

test('the doctor finds nothing in a healthy Studio', async () => {
  const { page, untilLive } = await visit()
  await untilLive()
  await openByKey(page)
  await part(page, 'Doctor')
  await panel(page).getByRole('button', { name: /^Look/ }).click()
  await panel(page).getByText('Nothing is wrong that could be checked').waitFor()
})

test('the doctor names the service worker that gives what REST once answered again and again', async () => {
  const careless = await serveCareless(address)
  studio.whenLeaving(careless.close)
  const person = await newPerson(studio, { at: careless.url, serviceWorker: true })
  const tab = await person.open()
  const { page } = tab
  await page.evaluate(async () => {
    await navigator.serviceWorker.ready
  })
  // A worker has the pages that are loaded from then on.
  await page.reload()
  await tab.untilLive()
  await openByKey(page)
  await part(page, 'Doctor')
  await panel(page).getByRole('button', { name: /^Look/ }).click()
  await panel(page).getByText('service-worker-answers', { exact: true }).waitFor()
  await panel(page)
    .getByText(new RegExp(`/rest/v1/\\w+; the worker is ${careless.url}service-worker\\.js\\.`))
    .waitFor()
})
