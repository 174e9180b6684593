import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { openOnClock, passTime, soonOnClock } from '../support/page-clock.ts'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { changeFrames, onFeed } from '../support/source.ts'
import { struck } from '../support/struck.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const visit = async (query = ''): Promise<Tab> => (await newPerson(studio)).open(studio.url + query)

/** A visit whose page has a clock that the test moves. */
const visitOnClock = (): Promise<Tab> => openOnClock(studio)

const taskNamed = ({ page }: Tab, prompt: string): Promise<void> =>
  page.getByTestId('task-row').filter({ hasText: prompt }).waitFor()

test('mode 17, 1: a first visit says connecting, without a warning, until the server proves that it is live', async () => {
  const unproved = studio.backend.faults.add({ type: 'frame-delay', what: 'system' })
  const tab = await visit()
  await soon(() => tab.joins()).toBe(1)
  await struck(unproved)
  expect(await tab.status()).toBe('connecting')
  expect(await tab.cause()).toBeUndefined()
  expect(await tab.page.getByTestId('backend-banner').count()).toBe(0)
  unproved.remove()
  await tab.untilLive()
})

test('mode 1, 9, 74: ten quiet minutes neither cost a healthy tab its connection nor a poll', async () => {
  const tab = await visitOnClock()
  await tab.untilLive()
  const before = tab.reads.length
  await passTime(tab, 600_000)
  expect(await tab.status()).toBe('live')
  expect(tab.joins()).toBe(1)
  expect(tab.sockets).toHaveLength(1)
  // The safety refetch, every five minutes, reads again what was read on opening; polls would a hundred times.
  expect(tab.reads.length - before).toBeLessThanOrEqual(3 * before)
})

test('mode 2, 11: a join that nobody answers is never called live; it is polled meanwhile and tried again', async () => {
  const { faults } = studio.backend
  const silence = faults.add({ type: 'frame-skip', what: 'replies' })
  faults.add({ type: 'frame-skip', what: 'system' })
  const tab = await visitOnClock()
  await struck(silence)
  await soonOnClock(tab, tab.status).toBe('polling')
  expect(await tab.cause()).toMatchObject({ code: 'timed-out' })
  await commitTask(studio, tab, 'seen without realtime')
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  await soonOnClock(tab, async () => tab.joins()).toBeGreaterThan(1)
  expect(await tab.story()).not.toContain('connection live')
  faults.reset()
  await soonOnClock(tab, tab.status).toBe('live')
})

test('mode 3: a channel that says SUBSCRIBED, and never that the database listens, is not live', async () => {
  const unproved = studio.backend.faults.add({ type: 'frame-skip', what: 'system' })
  const tab = await visitOnClock()
  await struck(unproved)
  await soonOnClock(tab, tab.status).toBe('polling')
  expect(await tab.cause()).toMatchObject({ code: 'timed-out' })
  expect(await tab.story()).not.toContain('connection live')
  unproved.remove()
  await soonOnClock(tab, tab.status).toBe('live')
})

test('mode 3, 4: a table that is not published is named and polled, while the others are live', async () => {
  const { backend } = studio
  await backend.sql('alter publication supabase_realtime drop table public.shots')
  try {
    const tab = await visitOnClock()
    await tab.untilLive()
    await tab.page.getByTestId('status-chip').click()
    await tab.page.getByTestId('status-age').waitFor()
    // The feed needs no publication: nothing is refused, and shots are pushed too.
    const refused = await tab.page.getByTestId('status-muted').allTextContents()
    expect(refused).toEqual(onFeed ? [] : [expect.stringContaining('shots')])
    await tab.page.keyboard.press('Escape')

    await commitTask(studio, tab, 'pushed')
    await taskNamed(tab, 'pushed')
    expect(await tab.story()).toContain('router event')

    await backend.sql(`insert into public.shots (project_id, name) values ($1, 'polled')`, [
      tab.project(),
    ])
    const rows = (): Promise<number> =>
      tab.page.getByTestId('shot-row').filter({ hasText: 'polled' }).count()
    await soonOnClock(tab, rows).toBe(1)
  } finally {
    await backend.sql('alter publication supabase_realtime add table public.shots')
  }
})

test('mode 5: what was committed between the join and its proof is shown without another event', async () => {
  // Polls are ten minutes apart here, so that only the catch-up can show it.
  const tab = await visit('?polling=600000')
  await tab.untilLive()
  const { faults } = studio.backend
  const unproved = faults.add({ type: 'frame-delay', what: 'system' })
  const deaf = faults.add({ type: 'frame-skip', what: changeFrames })
  faults.dropSockets({ code: 1006 })
  await struck(unproved)
  expect(await tab.status()).toBe('polling')
  await commitTask(studio, tab, 'in the gap')
  await struck(deaf)
  expect(await tab.tasks()).toEqual([])
  deaf.remove()
  unproved.remove()
  await soon(tab.tasks).toEqual(['Queued'])
  // The feed tells of what was missed, and of that alone; else all is fetched, whatever it was.
  const story = await tab.story()
  if (onFeed) expect(story.slice(story.lastIndexOf('connection live'))).toContain('log told')
  else expect(story).not.toContain('router event')
})

test('mode 7, 12, 13: after a cut the channel is live only once it is proved again, and hears every table', async () => {
  const tab = await visit()
  await tab.untilLive()
  const { faults } = studio.backend
  const unproved = faults.add({ type: 'frame-delay', what: 'system' })
  faults.dropSockets({ code: 1006 })
  await struck(unproved)
  expect(await tab.status()).toBe('polling')
  expect(await tab.cause()).toMatchObject({ code: 'socket-closed' })
  unproved.remove()
  await tab.untilLive()

  const since = (await tab.trace()).length
  await commitTask(studio, tab, 'heard again')
  await taskNamed(tab, 'heard again')
  await studio.backend.sql(`insert into public.shots (project_id, name) values ($1, 'Heard')`, [
    tab.project(),
  ])
  await tab.page.getByTestId('shot-row').filter({ hasText: 'Heard' }).waitFor()
  const story = await tab.story(since)
  expect(story).toContain('router event')
  expect(story).not.toContain('poller poll')
  expect(tab.errors).toEqual([])
})

test('mode 8: a socket that falls silent is given up after a missed heartbeat, and polled meanwhile', async () => {
  const tab = await visitOnClock()
  await tab.untilLive()
  studio.backend.faults.set({ realtime: 'half-open' })
  await commitTask(studio, tab, 'seen all the same')
  await soonOnClock(tab, tab.status).toBe('polling')
  expect(await tab.cause()).toMatchObject({ code: 'heartbeat-missed' })
  await soonOnClock(tab, tab.tasks).toEqual(['Queued'])
  studio.backend.faults.reset()
  await soonOnClock(tab, tab.status).toBe('live')
})

test('mode 10: a server that drops changes without a word leaves nothing old for longer than five minutes', async () => {
  const tab = await visitOnClock()
  await tab.untilCaughtUp()
  const deaf = studio.backend.faults.add({ type: 'frame-skip', what: changeFrames })
  await commitTask(studio, tab, 'never told')
  await struck(deaf)
  // The feed is asked every 60 s or so, and push has 5 s longer; without, the safety refetch comes every five.
  if (!onFeed) {
    await passTime(tab, 120_000)
    expect(await tab.tasks()).toEqual([])
  }
  await passTime(tab, onFeed ? 75_000 : 185_000)
  await soon(tab.tasks).toEqual(['Queued'])
  expect(await tab.status()).toBe('live')
})

test('mode 15: a restarting server is named as such, and one join brings the tab back', async () => {
  const tab = await visit()
  await tab.untilLive()
  const unproved = studio.backend.faults.add({ type: 'frame-delay', what: 'system' })
  studio.backend.faults.dropSockets({ code: 1012 })
  await soon(tab.status).toBe('polling')
  expect(await tab.cause()).toMatchObject({ code: 'server-restarting' })
  unproved.remove()
  await tab.untilLive()
  expect(tab.joins()).toBe(2)
})

test('mode 15, 16: a server that refuses every join is asked ever more rarely; since when stays as it was', async () => {
  const tab = await visitOnClock()
  await tab.untilLive()
  studio.backend.faults.set({ joins: { reason: 'ClientJoinRateLimitReached: Too many joins' } })
  studio.backend.faults.closeChannels()
  await soonOnClock(tab, tab.cause).toMatchObject({ code: 'too-many-requests' })
  const before = tab.joins()
  await tab.page.getByTestId('status-chip').click()
  const words = await tab.page.getByTestId('status-since').textContent()
  await passTime(tab, 120_000)
  const tries = tab.joins() - before
  expect(tries).toBeGreaterThan(0)
  expect(tries).toBeLessThan(30)
  expect(await tab.page.getByTestId('status-since').textContent()).toBe(words)
  await tab.page.keyboard.press('Escape')
  studio.backend.faults.reset()
  await soonOnClock(tab, tab.status).toBe('live')
})

test('mode 14: the page’s own WebSocket, fetch and console stay the browser’s', async () => {
  const tab = await visit()
  await tab.untilLive()
  const own = await tab.page.evaluate(() =>
    [WebSocket, fetch, XMLHttpRequest, ...Object.values(window.console)]
      .filter(thing => typeof thing === 'function')
      .map(thing => String(thing)),
  )
  for (const text of own) expect(text).toContain('[native code]')
})
