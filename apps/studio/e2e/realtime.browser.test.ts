import { createClient } from '@supabase/supabase-js'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import ws from 'ws'
import { newPerson, soon, type Tab } from './support/person.ts'
import { startStudio, type Studio } from './support/studio.ts'
import '../src/shared/lib/logTrace.ts'

let studio: Studio

beforeAll(async () => {
  studio = await startStudio()
})
afterEach(async () => {
  studio.backend.faults.clear()
  await Promise.all(studio.browser.contexts().map(context => context.close()))
  await studio.startWorker()
})
afterAll(() => studio.stop())

/** What the tab's realtime system did, as words. */
async function story({ trace }: Tab): Promise<readonly string[]> {
  return (await trace()).map(({ what }) => what)
}

test('a prompt becomes tasks, then pictures, in both tabs, without a reload', async () => {
  const person = await newPerson(studio)
  const a = await person.open()
  const b = await person.open(a.address())
  await soon(a.status).toBe('live')
  await soon(b.status).toBe('live')
  await studio.stopWorker()

  await a.ask('a quiet forest at dawn', 2)
  await soon(a.tasks).toEqual(['Queued', 'Queued'])
  await soon(b.tasks).toEqual(['Queued', 'Queued'])

  // Every status that tab B ever shows, noted by the page itself: none is missed between two looks.
  await b.page.evaluate(() => {
    const seen: string[] = []
    Object.assign(window, { seenStatuses: seen })
    new MutationObserver(() => {
      for (const row of document.querySelectorAll<HTMLElement>('[data-testid=task-row]'))
        if (!seen.includes(row.dataset['status'] ?? '')) seen.push(row.dataset['status'] ?? '')
    }).observe(document.body, { subtree: true, childList: true, attributes: true })
  })
  await studio.startWorker()
  await soon(a.pictures).toBe(2)
  await soon(b.pictures).toBe(2)
  await soon(() =>
    b.page
      .getByTestId('gallery-item')
      .locator('img')
      .first()
      .evaluate(img => (img as HTMLImageElement).naturalWidth),
  ).toBeGreaterThan(0)
  expect(await b.page.evaluate(() => Reflect.get(window, 'seenStatuses'))).toContain('In Progress')
  expect([...a.errors, ...b.errors]).toEqual([])
})

test('with realtime off the chip says polling, and a new picture is shown by polling', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await soon(tab.status).toBe('live')
  studio.backend.faults.set({ realtime: 'off' })
  await soon(tab.status).toBe('polling')

  await tab.ask('a desert under two moons')
  await soon(tab.pictures).toBe(1)

  const entries = await tab.trace()
  const polled = entries.filter(({ part, what }) => part === 'poller' && what === 'poll')
  const cut = entries.findLast(({ what }) => what === 'rejoining')
  expect(cut?.detail).toMatchObject({ cause: 'socket-closed' })
  expect(entries.slice(entries.lastIndexOf(cut as never)).map(({ what }) => what)).not.toContain(
    'event',
  )
  expect(await tab.status()).not.toBe('live')
  expect(polled.length + (await ownPolls(tab))).toBeGreaterThan(0)
})

/** Queries with the hook are polled by TanStack, which the trace does not see: their requests are. */
async function ownPolls({ page }: Tab): Promise<number> {
  return page.evaluate(
    () =>
      performance
        .getEntriesByType('resource')
        .filter(({ name }) => name.includes('/rest/v1/generations')).length,
  )
}

test('realtime back: live, and what was committed meanwhile is shown without a further event', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await soon(tab.status).toBe('live')
  const projectId = /\/p\/([\w-]+)/.exec(tab.address())?.[1]
  await studio.stopWorker()
  // Polling must not be what shows it: the page cannot read while realtime is away.
  studio.backend.faults.set({ realtime: 'off', rest: { status: 503 } })
  await soon(tab.status).toBe('polling')
  await studio.backend.sql(
    `insert into public.tasks (project_id, params) values ($1, '{"prompt":"made while nobody listened"}')`,
    [projectId],
  )
  const before = (await tab.trace()).length
  studio.backend.faults.clear()
  await soon(tab.tasks).toEqual(['Queued'])
  await soon(tab.status).toBe('live')

  const after = (await tab.trace()).slice(before).map(({ part, what }) => `${part} ${what}`)
  expect(after).toContain('connection live')
  expect(after).toContain('router catch-up')
  expect(after).not.toContain('router event')
})

test('VITE_REALTIME_ENABLED=false: no websocket at all, and everything still converges', async () => {
  const url = await studio.serve({ VITE_REALTIME_ENABLED: 'false' })
  const person = await newPerson(studio, url)
  const a = await person.open()
  const b = await person.open(a.address())
  await a.ask('a city in the rain', 2)
  await soon(a.pictures).toBe(2)
  await soon(b.pictures).toBe(2)
  expect([...a.sockets, ...b.sockets]).toEqual([])
  expect(await a.status()).toBe('disabled')
  expect(await story(a)).not.toContain('joining')
})

test('switched off and on while it runs: the socket’s channel goes, polling carries on, live comes back', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await soon(tab.status).toBe('live')
  const toggle = async (): Promise<void> => {
    await tab.page.getByTestId('status-chip').click()
    await tab.page.getByRole('switch').click()
    await tab.page.keyboard.press('Escape')
  }
  await toggle()
  await soon(tab.status).toBe('disabled')
  await tab.ask('a lighthouse')
  await soon(tab.pictures).toBe(1)
  await toggle()
  await soon(tab.status).toBe('live')
})

test('a second user sees nothing of the first, neither by REST nor by realtime', async () => {
  const [ann, ben] = [await newPerson(studio), await newPerson(studio)]
  const hers = await ann.open()
  const his = await ben.open()
  await soon(hers.status).toBe('live')
  await soon(his.status).toBe('live')
  const heardBefore = (await his.trace()).length
  await hers.ask('a secret garden', 1)
  await soon(hers.pictures).toBe(1)

  // He asks for her project by its address.
  const spying = await ben.context.newPage()
  await spying.goto(hers.address())
  await spying.getByTestId('project-gone').waitFor({ timeout: 60_000 })
  expect(await spying.getByTestId('gallery-item').count()).toBe(0)

  expect(await his.pictures()).toBe(0)
  const heard = (await his.trace()).slice(heardBefore).map(({ what }) => what)
  expect(heard).not.toContain('event')
})

test('a stranger with the public key reads no row and joins no topic of anybody', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await soon(tab.status).toBe('live')
  await tab.ask('mine alone')
  await soon(tab.pictures).toBe(1)
  const projectId = /\/p\/([\w-]+)/.exec(tab.address())?.[1]

  const stranger = createClient(studio.backend.url, studio.backend.anonKey, {
    auth: { persistSession: false },
    realtime: { transport: ws as never },
  })
  await stranger.auth.signInAnonymously()
  for (const table of ['projects', 'tasks', 'generations', 'shots', 'shot_generations']) {
    const { data, error } = await stranger.from(table).select()
    expect({ table, data, error }).toEqual({ table, data: [], error: null })
  }
  const refusal = await new Promise(resolve => {
    stranger
      .channel(`task-updates:${projectId}`, { config: { private: true } })
      .subscribe((status, error) => resolve(`${status}: ${error?.message}`))
  })
  expect(refusal).toContain('CHANNEL_ERROR')
  await stranger.removeAllChannels()
})
