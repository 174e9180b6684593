import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { openOnClock, passTime, soonOnClock } from '../support/page-clock.ts'
import { liveTab, newPerson, soon, type Tab } from '../support/person.ts'
import { addPictures } from '../support/pictures.ts'
import { struck } from '../support/struck.ts'
import { startStudio, type Studio } from '../support/studio.ts'

// What the change feed alone can do: these pages listen to it, whatever the others do.

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const FEED = '?source=feed'

/** A page on a clock that the test moves, live on the feed, with what it shows fetched. */
async function openFed(): Promise<Tab> {
  const tab = await openOnClock(studio, FEED)
  await tab.untilCaughtUp()
  await passTime(tab, 2_000, 1_000)
  return tab
}

const panelText = async ({ page }: Tab, testId: string): Promise<readonly string[]> => {
  await page.getByTestId('status-chip').click()
  await page.getByTestId('status-age').waitFor()
  const texts = await page.getByTestId(testId).allTextContents()
  await page.keyboard.press('Escape')
  return texts
}

test('what was pushed to nobody is shown within the drift check, counted, and said', async () => {
  const tab = await openFed()
  expect(await panelText(tab, 'status-log')).toEqual([])
  const deaf = studio.backend.faults.add({ type: 'frame-skip', what: 'broadcasts' })
  await commitTask(studio, tab, 'told to nobody')
  await struck(deaf)
  const reads = tab.reads.length
  // Asked every 60 s or so; push has 5 s longer to tell of it itself.
  await passTime(tab, 75_000)
  await soon(tab.tasks).toEqual(['Queued'])
  expect(await tab.story()).toContain('log silent loss')
  expect(await tab.status()).toBe('live')
  // And nothing else was fetched for it.
  expect(new Set(tab.reads.slice(reads))).toEqual(new Set(['tasks']))
  expect(await panelText(tab, 'status-log')).toEqual([
    expect.stringContaining('One change was never pushed'),
  ])
})

test('with every websocket blocked one request a poll stands for the whole page, and only what changed is fetched', async () => {
  const tab = await (await newPerson(studio)).blank()
  await tab.page.routeWebSocket(/\/realtime\/v1\//, socket => socket.close())
  await tab.page.clock.install()
  await tab.enter(studio.url + FEED)
  await soonOnClock(tab, tab.status).toBe('polling')
  await soonOnClock(tab, tab.story).toContain('log told')
  await passTime(tab, 6_000, 1_000)
  const [asked, reads] = [tab.asked(), tab.reads.length]
  const requests: string[] = []
  tab.page.on('request', request => {
    if (request.url().includes('/rest/v1/')) requests.push(request.url())
  })
  await passTime(tab, 60_000, 1_000)
  // Every 5 s, as the chip says, and 15 s once nobody has touched the page for a minute.
  expect(tab.asked() - asked).toBeGreaterThanOrEqual(3)
  expect(tab.asked() - asked).toBeLessThanOrEqual(17)
  expect(requests).toHaveLength(tab.asked() - asked)
  expect(tab.reads.length).toBe(reads)
  expect(await tab.page.getByTestId('status-chip').textContent()).toMatch(/Polling every \d+ s/)

  await commitTask(studio, tab, 'told by the log')
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  expect(new Set(tab.reads.slice(reads))).toEqual(new Set(['tasks']))
})

test('after two seconds without a network only what changed meanwhile is fetched', async () => {
  const tab = await openFed()
  await addPictures(studio, tab, 2)
  await soon(tab.pictures).toBe(2)
  await passTime(tab, 2_000, 1_000)
  const before = tab.reads.length
  const context = tab.page.context()
  await context.setOffline(true)
  studio.backend.faults.dropSockets({ code: 1006 })
  await tab.until('offline')
  await commitTask(studio, tab, 'meanwhile')
  await tab.page.clock.runFor(2_000)
  await context.setOffline(false)
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  await soonOnClock(tab, tab.status).toBe('live')
  await passTime(tab, 10_000, 1_000)
  expect(new Set(tab.reads.slice(before))).toEqual(new Set(['tasks']))
  expect((await tab.story()).filter(step => step === 'router catch-up')).toHaveLength(1)
})

test('who is let no more into a project keeps their own list of projects, and what they have typed', async () => {
  const another = await liveTab(studio)
  const tab = await openFed()
  await addPictures(studio, tab, 1)
  await soon(tab.pictures).toBe(1)
  await tab.page.getByTestId('prompt-input').fill('half a thought')
  // What tells that the project is gone is not read: the list on screen is all that there is.
  const broken = studio.backend.faults.add(
    { type: 'http-error', service: 'rest', status: 500 },
    { table: 'projects' },
  )
  await studio.backend.sql(
    `update public.projects set user_id = (select user_id from public.projects where id = $2)
     where id = $1`,
    [tab.project(), another.project()],
  )
  studio.backend.faults.dropSockets({ code: 1006 })
  await soonOnClock(tab, tab.story).toContain('log refused')
  await soonOnClock(tab, async () => broken.strikes()).toBeGreaterThan(0)
  await soonOnClock(tab, tab.pictures).toBe(0)
  expect(await tab.page.getByTestId('prompt-input').inputValue()).toBe('half a thought')
})

test('while the feed does not answer everything is polled, and the panel says so', async () => {
  const tab = await openOnClock(studio, `${FEED}&realtime=off`)
  await soonOnClock(tab, tab.story).toContain('log told')
  await passTime(tab, 2_000, 1_000)
  const broken = studio.backend.faults.add(
    { type: 'http-error', service: 'rest', status: 500 },
    { path: '/rest/v1/rpc/changes_since' },
  )
  await soonOnClock(tab, async () => broken.strikes()).toBeGreaterThan(0)
  const reads = tab.reads.length
  await commitTask(studio, tab, 'seen by polling')
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  // A family is polled on its own clock.
  await soonOnClock(tab, async () => tab.reads.slice(reads)).toContain('generations')
  expect(await panelText(tab, 'status-log')).toEqual([
    expect.stringContaining('everything is polled until it does'),
  ])
  broken.remove()
  await soonOnClock(tab, () => panelText(tab, 'status-log')).toEqual([])
})
