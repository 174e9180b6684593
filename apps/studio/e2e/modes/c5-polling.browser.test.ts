import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { countPolls } from '../support/how-often.ts'
import { hideFromPage, lookAway, showToPage } from '../support/look-away.ts'
import {
  onStoppedClock,
  openOnClock,
  pageTime,
  passTime,
  soonOnClock,
} from '../support/page-clock.ts'
import { liveTab, soon, type Tab } from '../support/person.ts'
import { onFeed } from '../support/source.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

/** A tab without realtime, once everything was read on opening. */
async function openPolling(query = ''): Promise<Tab> {
  const tab = await openOnClock(studio, `?realtime=off${query}`)
  await tab.until('disabled')
  await passTime(tab, 2_000, 1_000)
  return tab
}

test('mode 69, 80: switched off, no socket is opened, and every list on screen is read every five seconds', async () => {
  const tab = await openPolling()
  const [polls, reads] = [countPolls(tab), [...tab.reads]]
  const start = await pageTime(tab)
  await passTime(tab, 50_000, 1_000)
  const ms = (await pageTime(tab)) - start
  // The feed is asked for all lists together, and nothing has changed.
  expect(new Set(tab.reads.slice(reads.length))).toEqual(new Set(onFeed ? [] : reads))
  // 4 to 6 s from one answer to the next question; a slow machine is long in answering.
  const { least, most } = polls()
  expect(least).toBeGreaterThanOrEqual(ms / 12_000)
  expect(most).toBeLessThanOrEqual(ms / 4_000 + 1)
  expect(tab.sockets).toEqual([])
})

test('mode 68, 70, 71: when realtime dies polling begins by itself; when it is back it ends, with one catch-up', async () => {
  const tab = await openOnClock(studio)
  await tab.untilLive()
  studio.backend.faults.set({ realtime: 'off' })
  await soon(tab.status).toBe('polling')
  await commitTask(studio, tab, 'while realtime was away')
  // Nobody touches the page, and nothing on it changes until then.
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  studio.backend.faults.reset()
  await soonOnClock(tab, tab.status).toBe('live')
  await soon(tab.story).toContain(onFeed ? 'log told' : 'router catch-up')
  await passTime(tab, 2_000, 1_000)
  const reads = tab.reads.length
  await passTime(tab, 60_000)
  expect(tab.reads.length).toBe(reads)
})

test('mode 73: twenty looks away and back read each list once at most', async () => {
  const tab = await openPolling('&polling=60000')
  const before = tab.reads.length
  await lookAway(tab, 20)
  await passTime(tab, 5_000, 1_000)
  const read = tab.reads.slice(before)
  for (const table of new Set(read))
    expect(read.filter(other => other === table).length).toBeLessThanOrEqual(
      tab.reads.slice(0, before).filter(other => other === table).length,
    )
})

test('mode 75: a hidden tab asks every fifteen seconds, then once a minute, and at once when it is shown', async () => {
  const tab = await openPolling()
  await hideFromPage(tab)
  const polls = countPolls(tab)
  const hiddenAt = await pageTime(tab)
  await passTime(tab, 45_000, 1_000)
  const inFirst = polls()
  expect(inFirst.least).toBeGreaterThanOrEqual(2)
  expect(inFirst.most).toBeLessThanOrEqual(((await pageTime(tab)) - hiddenAt) / 14_000 + 1)
  await passTime(tab, 60_000)
  const [later, laterAt] = [countPolls(tab), await pageTime(tab)]
  await passTime(tab, 180_000)
  const { most } = later()
  expect(most).toBeLessThanOrEqual(((await pageTime(tab)) - laterAt) / 59_000 + 1)
  await passTime(tab, 40_000)
  await commitTask(studio, tab, 'while nobody looked')
  await showToPage(tab)
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
})

test('mode 76, 77: a backend that fails is asked a few times a minute for all lists together; back, all is shown', async () => {
  const tab = await openPolling()
  await commitTask(studio, tab, 'from before')
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  const outage = studio.backend.faults.add({ type: 'http-error', service: 'rest', status: 503 })
  await soonOnClock(tab, async () => outage.strikes()).toBeGreaterThanOrEqual(3)
  await passTime(tab, 10_000, 1_000)
  const tripped = outage.strikes()
  await passTime(tab, 60_000, 1_000)
  // Without a breaker each of the lists would ask a dozen times.
  expect(outage.strikes() - tripped).toBeLessThanOrEqual(12)
  expect(await tab.tasks()).toEqual(['Queued'])
  expect(await tab.page.getByTestId('backend-banner').getAttribute('data-kind')).toBe('away')
  await commitTask(studio, tab, 'while it was away')
  outage.remove()
  await soonOnClock(tab, tab.tasks).toEqual(['Queued', 'Queued'])
  await soonOnClock(tab, () => tab.page.getByTestId('backend-banner').count()).toBe(0)
})

test('mode 76: a backend that asks for two minutes of quiet has them', async () => {
  const tab = await openPolling()
  const busy = studio.backend.faults.add({
    type: 'http-error',
    service: 'rest',
    status: 429,
    retryAfter: 120,
  })
  await soonOnClock(tab, tab.story).toContain('poller backend open')
  // What was under way when the backend asked for quiet comes to its end.
  await passTime(tab, 5_000, 1_000)
  const strikes = busy.strikes()
  await passTime(tab, 100_000)
  expect(busy.strikes()).toBe(strikes)
  busy.remove()
  await commitTask(studio, tab, 'after the quiet')
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
})

test('mode 78: after a long outage the first key that a person presses asks at once', async () => {
  const tab = await openPolling()
  const outage = studio.backend.faults.add({ type: 'http-error', service: 'rest', status: 503 })
  await soonOnClock(tab, tab.story).toContain('poller backend open')
  await passTime(tab, 300_000)
  outage.remove()
  await commitTask(studio, tab, 'back')
  const now = await pageTime(tab)
  // From here on only so much time passes as the test says: not enough for a wait of a minute to end.
  await onStoppedClock(tab.page, async () => {
    await tab.page.keyboard.press('Shift')
    await soonOnClock(tab, tab.tasks, 20).toEqual(['Queued'])
    expect((await pageTime(tab)) - now).toBeLessThan(20_000)
  })
})

test('mode 79: offline nothing is asked; the moment the network is back everything is', async () => {
  const tab = await openOnClock(studio)
  await tab.untilCaughtUp()
  const context = tab.page.context()
  await context.setOffline(true)
  studio.backend.faults.silenceSockets()
  await tab.until('offline')
  const [reads, sockets] = [tab.reads.length, tab.sockets.length]
  // Without waiting for answers: there are none.
  await tab.page.clock.runFor(60_000)
  expect([tab.reads.length, tab.sockets.length]).toEqual([reads, sockets])
  await commitTask(studio, tab, 'meanwhile')
  await context.setOffline(false)
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  await soonOnClock(tab, tab.status).toBe('live')
})

test('mode 86: what is read again comes from the backend, past whatever the browser has kept', async () => {
  const tab = await liveTab(studio)
  const next = tab.page.waitForRequest(request => request.url().includes('/rest/v1/tasks?'))
  await commitTask(studio, tab, 'new')
  const headers = await (await next).allHeaders()
  expect(headers['cache-control']).toBe('no-cache')
  await soon(tab.tasks).toEqual(['Queued'])
})
