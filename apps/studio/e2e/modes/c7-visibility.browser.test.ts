import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { countPolls } from '../support/how-often.ts'
import { newPersonAtWindow, type PersonAtWindow } from '../support/own-browser.ts'
import { openOnClock, pageTime, passTime, soonOnClock } from '../support/page-clock.ts'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { onFeed } from '../support/source.ts'
import { endTokenIn, storedSession } from '../support/stored-session.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

interface AtWindow {
  readonly person: PersonAtWindow
  readonly tab: Tab
}

async function openLive(): Promise<AtWindow> {
  const person = await newPersonAtWindow(studio)
  const tab = await person.open()
  await tab.untilCaughtUp()
  return { person, tab }
}

/** Waits until the tab shows so many tasks and is live. */
async function untilRight(tab: Tab, tasks: number): Promise<void> {
  await soon(async () => (await tab.tasks()).length).toBe(tasks)
  await tab.untilLive()
}

test('mode 104: whatever its socket or its token died of while it was hidden, a tab that is shown is live and right', async () => {
  const { person, tab } = await openLive()
  const { faults } = studio.backend
  const losses: readonly (() => unknown)[] = [
    () => 'nothing was lost',
    () => faults.silenceSockets(),
    () => faults.dropSockets({ code: 1006 }),
    () => faults.dropSockets({ code: 1012 }),
    () => faults.closeChannels(),
    async () => {
      await endTokenIn(tab.page, -600)
      faults.add({ type: 'token-expire' })
    },
  ]
  for (const [index, lose] of losses.entries()) {
    await person.hide(tab)
    await lose()
    await commitTask(studio, tab, `out of sight ${index}`)
    await person.show(tab)
    await untilRight(tab, index + 1)
  }
  expect(tab.errors).toEqual([])
})

test('mode 104: a frozen tab that is woken is live again, and shows what was committed meanwhile', async () => {
  const { person, tab } = await openLive()
  await person.freeze(tab)
  await commitTask(studio, tab, 'in its sleep')
  await person.wake(tab)
  await untilRight(tab, 1)
  expect(tab.errors).toEqual([])
})

test('mode 104: the way back finds the page as it was left, alive in the browser’s cache, live and right again', async () => {
  const { tab } = await openLive()
  const { page } = tab
  const project = tab.project()
  await page.getByTestId('prompt-input').fill('half a thought')
  await page.evaluate(() => {
    addEventListener('pageshow', ({ persisted }) => Object.assign(window, { persisted }))
  })
  await page.goto(new URL('favicon.svg', studio.url).href)
  await commitTask(studio, { project: () => project }, 'while elsewhere')
  // The page's own `load` is long over.
  await page.goBack({ waitUntil: 'commit' })
  await soon(() => page.evaluate(() => Reflect.get(window, 'persisted') as unknown)).toBe(true)
  await untilRight(tab, 1)
  expect(await page.getByTestId('prompt-input').inputValue()).toBe('half a thought')
})

test('mode 104: offline and back while it was hidden is one way back to live', async () => {
  const { person, tab } = await openLive()
  await person.hide(tab)
  await person.context.setOffline(true)
  studio.backend.faults.silenceSockets()
  await commitTask(studio, tab, 'while offline')
  await person.show(tab)
  await tab.until('offline')
  await person.context.setOffline(false)
  await untilRight(tab, 1)
})

test('mode 105: a short look at another tab changes nothing', async () => {
  const { person, tab } = await openLive()
  const reads = tab.reads.length
  await person.hide(tab)
  await person.show(tab)
  await commitTask(studio, tab, 'still heard')
  await untilRight(tab, 1)
  expect(new Set(tab.reads.slice(reads))).toEqual(new Set(['tasks']))
  expect({ joins: tab.joins(), sockets: tab.sockets.length }).toEqual({
    joins: 1,
    sockets: 1,
  })
})

test('mode 104, 106: a machine that slept for three quarters of an hour recovers once, all timers overdue', async () => {
  const tab = await openOnClock(studio)
  await tab.untilLive()
  studio.backend.faults.silenceSockets()
  await commitTask(studio, tab, 'while the lid was shut')
  await tab.page.clock.fastForward(45 * 60_000)
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  await soonOnClock(tab, tab.status).toBe('live')
  expect(tab.joins()).toBe(2)
  const story = await tab.story()
  // One on opening, one on the return; the feed tells then what was missed.
  expect(story.filter(step => step === 'router catch-up')).toHaveLength(onFeed ? 1 : 2)
})

test('mode 107: without realtime two tabs of a person both show what one of them asks for', async () => {
  const person = await newPerson(studio)
  const a = await person.open(`${studio.url}?realtime=off&polling=1000`)
  const b = await person.open(`${a.address()}?realtime=off&polling=1000`)
  await b.until('disabled')
  await a.ask('a lighthouse', 2)
  await soon(a.tasks).toEqual(['Queued', 'Queued'])
  await soon(b.tasks).toEqual(['Queued', 'Queued'])
  expect([...a.sockets, ...b.sockets]).toEqual([])
})

test('mode 108: where the browser saves data, polls are twice as far apart', async () => {
  const tab = await (await newPerson(studio)).blank()
  await tab.page.addInitScript(() => {
    const network = Object.assign(new EventTarget(), { saveData: true, effectiveType: '4g' })
    Object.defineProperty(navigator, 'connection', { value: network })
  })
  await tab.page.clock.install()
  await tab.enter(`${studio.url}?realtime=off`)
  await tab.until('disabled')
  await passTime(tab, 2_000, 1_000)
  const [polls, start] = [countPolls(tab), await pageTime(tab)]
  await passTime(tab, 50_000, 1_000)
  const ms = (await pageTime(tab)) - start
  const { least, most } = polls()
  // 9 to 11 s apart.
  expect(least).toBeGreaterThanOrEqual(ms / 11_000 - 2)
  expect(most).toBeLessThanOrEqual(ms / 9_000 + 1)
})

test('mode 110, 111: nothing is written to the console, and no token into the trace, whatever happens', async () => {
  const tab = await (await newPerson(studio, { serviceWorker: true })).open()
  await tab.untilLive()
  const tokens = [await storedSession(tab.page)]
  studio.backend.faults.crashChannels()
  await soon(() => tab.joins()).toBe(2)
  await tab.untilLive()
  await endTokenIn(tab.page, -600)
  studio.backend.faults.add({ type: 'token-expire' })
  await soon(() => tab.joins()).toBeGreaterThan(2)
  await tab.untilLive()
  tokens.push(await storedSession(tab.page))
  expect(new Set(tokens.map(({ access_token }) => access_token)).size).toBe(2)

  const trace = await tab.trace()
  const everything = JSON.stringify([trace, tab.said, tab.errors, await tab.cause()])
  expect(trace.map(({ what }) => what)).toContain('token-changed')
  for (const { access_token, refresh_token } of tokens) {
    expect(everything).not.toContain(access_token)
    expect(everything).not.toContain(refresh_token)
  }
  expect(everything).not.toMatch(/eyJ[\w-]+\./)
  // What the browser itself notes of a refused request is not the page's.
  expect(tab.said.filter(text => !text.startsWith('Failed to load resource'))).toEqual([])
})

test('mode 112: the page goes on as before when its diagnostics are taken away', async () => {
  const tab = await (await newPerson(studio)).open()
  await tab.untilLive()
  await tab.page.evaluate(() => {
    delete window.everfresh
  })
  await commitTask(studio, tab, 'pushed')
  await untilRight(tab, 1)
  studio.backend.faults.dropSockets({ code: 1006 })
  await commitTask(studio, tab, 'caught up')
  await untilRight(tab, 2)
  expect(tab.errors).toEqual([])
})
