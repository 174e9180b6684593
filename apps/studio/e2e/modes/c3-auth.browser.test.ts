import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { openOnClock } from '../support/page-clock.ts'
import { liveTab, newPerson, soon } from '../support/person.ts'
import { tellsOfChange } from '../support/source.ts'
import { endTokenIn, storedSession } from '../support/stored-session.ts'
import { struck } from '../support/struck.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

test('mode 34, 43: nothing is joined before somebody is signed in; then once, and the scheduler hears of it', async () => {
  const slow = studio.backend.faults.add({ type: 'http-slow', service: 'auth' })
  const tab = await (await newPerson(studio)).blank()
  await tab.page.goto(studio.url)
  await struck(slow)
  expect(tab.sockets).toEqual([])
  slow.remove()
  await tab.untilLive()
  expect(tab.joins()).toBe(1)
  await soon(async () => {
    const dispatched = (await tab.trace()).find(({ what }) => what === 'dispatch')
    return dispatched?.what === 'dispatch' ? dispatched.detail.sources : undefined
  }).toEqual(['AuthManager'])
})

test('mode 35: a token that ran out on the server and here is renewed, and the same person is live again', async () => {
  const tab = await liveTab(studio)
  const [project, before] = [tab.project(), await storedSession(tab.page)]
  await endTokenIn(tab.page, -600)
  studio.backend.faults.add({ type: 'token-expire' })
  await soon(() => tab.joins()).toBeGreaterThan(1)
  await tab.untilLive()
  await commitTask(studio, tab, 'heard with the new token')
  await soon(tab.tasks).toEqual(['Queued'])
  expect((await storedSession(tab.page)).access_token).not.toBe(before.access_token)
  expect(tab.project()).toBe(project)
  expect(tab.errors).toEqual([])
})

test('mode 36: a renewed token is pushed over the open socket, without another join', async () => {
  const tab = await openOnClock(studio)
  await tab.untilLive()
  const pushes = tab.sent('access_token')
  await endTokenIn(tab.page, 60)
  // The client looks at its token every 30 s.
  await tab.page.clock.runFor(31_000)
  await soon(() => tab.sent('access_token')).toBeGreaterThan(pushes)
  const { access_token } = await storedSession(tab.page)
  const pushed = tab.frames.filter(({ event }) => event === 'access_token').at(-1)?.text
  expect(pushed?.includes(access_token)).toBe(true)
  await tab.untilLive()
  expect(tab.joins()).toBe(1)
})

test('mode 37: who comes after a person hears nothing of that person’s project', async () => {
  const tab = await liveTab(studio)
  const before = tab.project()
  await commitTask(studio, tab, 'of the first')
  await soon(tab.tasks).toEqual(['Queued'])
  await tab.page.getByTestId('account').click()
  await tab.page.getByTestId('sign-out').click()
  await tab.page.getByTestId('confirm').click()
  await soon(() => tab.joins()).toBe(2)
  await tab.untilLive()
  expect(tab.project()).not.toBe(before)
  expect(await tab.tasks()).toEqual([])

  const [frames, trace] = [tab.frames.length, (await tab.trace()).length]
  await commitTask(studio, { project: () => before }, 'of the first, again')
  await commitTask(studio, tab, 'of the next')
  await soon(tab.tasks).toEqual(['Queued'])
  expect(
    tab.frames
      .slice(frames)
      .filter(tellsOfChange)
      .filter(({ text }) => text.includes(before)),
  ).toEqual([])
  expect((await tab.trace()).slice(trace).filter(({ what }) => what === 'event')).toHaveLength(1)
})

test('mode 38, 39: while auth is away, or never answers, whoever is signed in stays so and is live', async () => {
  const tab = await liveTab(studio)
  const project = tab.project()
  const { faults } = studio.backend
  for (const breakIt of [
    () => faults.set({ auth: { status: 503 } }),
    () => faults.add({ type: 'http-hang', service: 'auth' }),
  ]) {
    breakIt()
    await tab.page.reload()
    await tab.page.getByTestId('prompt-input').waitFor()
    await tab.untilLive()
    expect(tab.project()).toBe(project)
    faults.reset()
  }
})
