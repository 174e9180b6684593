import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { newPersonAtWindow, type PersonAtWindow } from '../support/own-browser.ts'
import { soon, type Tab } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

async function openLive(): Promise<{ readonly person: PersonAtWindow; readonly tab: Tab }> {
  const person = await newPersonAtWindow(studio)
  const tab = await person.open()
  await tab.untilLive()
  return { person, tab }
}

test('mode 104: a frozen tab that is woken is live again, and shows what was committed meanwhile', async () => {
  const { person, tab } = await openLive()
  await person.freeze(tab)
  await commitTask(studio, tab, 'committed in its sleep')
  await person.wake(tab)
  await soon(tab.tasks).toEqual(['Queued'])
  await tab.untilLive()
  expect(tab.errors).toEqual([])
})
