import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { topicOf } from '../support/source.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio

beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

async function toggleRealtime({ page }: Tab): Promise<void> {
  await page.getByTestId('status-chip').click()
  await page.getByTestId('realtime-switch').click()
  await page.keyboard.press('Escape')
}

/** How many channels of the project the page has joined and not left, after each frame that says so. */
function channelsOverTime({ frames }: Tab): readonly number[] {
  const counts = [0]
  for (const { way, event, topic } of frames) {
    const last = counts.at(-1) ?? 0
    const isProjects = topic.startsWith(topicOf('')) || topic.includes('task-updates:')
    if (way === 'received' || !isProjects) continue
    if (event === 'phx_join') counts.push(last + 1)
    if (event === 'phx_leave') counts.push(last - 1)
  }
  return counts
}

/** How often a channel of the project was proved: the legacy listener's by its tables, the feed's by its broadcasts. */
const proofs = ({ frames }: Tab): number =>
  frames.filter(
    ({ event, text, topic }) =>
      event === 'system' &&
      (text.includes('Subscribed to PostgreSQL') ||
        (topic.startsWith(topicOf('')) && text.includes('Replication connection established'))),
  ).length

/** What the switches say is written as another tab of the same browser would. */
async function storeElsewhere(page: Page, switches: string): Promise<void> {
  const other = await page.context().newPage()
  await other.goto(new URL('/favicon.svg', studio.url).href)
  await other.evaluate(text => localStorage.setItem('everfresh:switches', text), switches)
  await other.close()
}

test('mode 80: ?realtime=off opens no socket, and others’ changes are shown by polling', async () => {
  const person = await newPerson(studio, { at: `${studio.url}?realtime=off&polling=1000` })
  const tab = await person.open()
  await commitTask(studio, tab, 'told to nobody')
  await soon(tab.tasks).toEqual(['Queued'])
  expect(tab.sockets).toEqual([])
  expect(await tab.status()).toBe('disabled')

  // A person's own wish counts from then on, also after a reload.
  await toggleRealtime(tab)
  await tab.untilLive()
  await tab.page.reload()
  await tab.untilLive()
})

test('mode 80: switched off in one tab, every tab of the browser closes its socket', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await tab.untilLive()
  await storeElsewhere(tab.page, 'realtime=off&legacy=off&polling=1000')
  await tab.until('disabled')
  await soon(() => channelsOverTime(tab).at(-1)).toBe(0)
  await commitTask(studio, tab, 'told to nobody')
  await soon(tab.tasks).toEqual(['Queued'])
})

test('mode 27: the legacy listener hears changes, joins again after a loss, and never beside realtime', async () => {
  const person = await newPerson(studio, { at: `${studio.url}?legacy=on&polling=600000` })
  const tab = await person.open()
  await soon(() => proofs(tab)).toBe(1)
  expect(await tab.status()).toBe('disabled')
  await commitTask(studio, tab, 'heard by the legacy listener')
  await soon(tab.tasks).toEqual(['Queued'])

  studio.backend.faults.dropSockets({ code: 1012 })
  await soon(() => proofs(tab)).toBe(2)
  await commitTask(studio, tab, 'heard after the loss')
  await soon(tab.tasks).toEqual(['Queued', 'Queued'])

  const switchedAt = tab.frames.length
  await toggleRealtime(tab)
  await tab.untilLive()
  await storeElsewhere(tab.page, 'legacy=on&realtime=off&polling=600000')
  await tab.until('disabled')
  await soon(() => proofs(tab)).toBe(4)
  await commitTask(studio, tab, 'heard by the legacy listener again')
  await soon(tab.tasks).toEqual(['Queued', 'Queued', 'Queued'])

  // Each leaves before the other joins. (A socket that is cut takes its channel along without a word.)
  const since = { ...tab, frames: tab.frames.slice(switchedAt) }
  expect(channelsOverTime(since)).toEqual([0, -1, 0, -1, 0])
  expect((await studio.backend.status()).channels).toBe(1)
})

test('a switch that makes no sense is told, once in the console too, and ignored', async () => {
  const person = await newPerson(studio, { at: `${studio.url}?realtime=maybe&polling=soon` })
  const tab = await person.open()
  const notices = tab.page.getByTestId('notice')
  await soon(() => notices.allTextContents()).toEqual([
    expect.stringContaining('realtime in the address is "maybe". It must be on or off'),
    expect.stringContaining('polling in the address is "soon". It must be a whole number'),
  ])
  expect(tab.said.filter(text => text.includes('is "maybe"'))).toHaveLength(1)
  await tab.untilLive()
})
