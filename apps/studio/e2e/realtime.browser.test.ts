import { createClient } from '@supabase/supabase-js'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import ws from 'ws'
import { newPerson, soon } from './support/person.ts'
import { onFeed } from './support/source.ts'
import { startStudio, type Studio } from './support/studio.ts'

let studio: Studio

beforeAll(async () => {
  studio = await startStudio()
})
afterEach(async () => {
  await studio.leave()
  await studio.startWorker()
})
afterAll(() => studio.stop())

test('a prompt becomes tasks, then pictures, in both tabs, without a reload', async () => {
  const person = await newPerson(studio)
  const a = await person.open()
  const b = await person.open(a.address())
  await a.untilLive()
  await b.untilLive()
  await studio.stopWorker()

  await a.ask('a quiet forest at dawn', 2)
  await soon(a.tasks).toEqual(['Queued', 'Queued'])
  await soon(b.tasks).toEqual(['Queued', 'Queued'])

  // What the worker has made is late, so that every tab has the time to show it at work.
  const late = studio.backend.faults.add(
    { type: 'http-slow' },
    { path: '/rest/v1/rpc/complete_task' },
  )
  await studio.startWorker()
  for (const tab of [a, b]) await soon(tab.tasks).toContain('In Progress')
  late.remove()
  await soon(a.pictures).toBe(2)
  await soon(b.pictures).toBe(2)
  await soon(() =>
    b.page
      .getByTestId('gallery-item')
      .locator('img')
      .first()
      .evaluate(img => (img as HTMLImageElement).naturalWidth),
  ).toBeGreaterThan(0)
  expect([...a.errors, ...b.errors]).toEqual([])
})

test('with realtime off the chip says polling, and a new picture is shown by polling', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await tab.untilLive()
  studio.backend.faults.set({ realtime: 'off' })
  await soon(tab.status).toBe('polling')

  const readBefore = tab.reads.length
  await tab.ask('a desert under two moons')
  await soon(tab.pictures).toBe(1)

  // Neither an event nor a catch-up came after the loss: only a poll can have read the picture, or of the feed, which
  // said what to read.
  const trace = await tab.trace()
  const loss = trace.findLastIndex(
    ({ part, detail }) => part === 'connection' && 'from' in detail && detail.from === 'live',
  )
  expect(trace[loss]?.detail).toMatchObject({ cause: 'socket-closed' })
  const since = await tab.story(loss)
  if (onFeed) expect(since).toContain('log told')
  else expect(since).not.toContain('router event')
  expect(since).not.toContain('router catch-up')
  expect(since).not.toContain('connection live')
  expect(await tab.status()).not.toBe('live')
  expect(tab.reads.slice(readBefore)).toContain('generations')
})

test('realtime back: live, and what was committed meanwhile is shown without a further event', async () => {
  // Polls are ten minutes apart here, so that only a catch-up can show it.
  const url = await studio.serve({ VITE_DEADMODE_FORCE_POLLING_MS: '600000' })
  const person = await newPerson(studio, { at: url })
  const tab = await person.open()
  await tab.untilCaughtUp()
  await studio.stopWorker()
  studio.backend.faults.set({ realtime: 'off' })
  await soon(tab.status).toBe('polling')
  const readBefore = tab.reads.length
  await studio.backend.sql(
    `insert into public.tasks (project_id, params) values ($1, '{"prompt":"made while nobody listened"}')`,
    [tab.project()],
  )
  const lengthBefore = (await tab.trace()).length
  expect(tab.reads.slice(readBefore)).toEqual([])
  studio.backend.faults.reset()
  await soon(tab.tasks).toEqual(['Queued'])
  await tab.untilLive()

  const after = await tab.story(lengthBefore)
  expect(after.indexOf('connection live')).toBeGreaterThanOrEqual(0)
  // The feed tells exactly what was missed; else everything is fetched, whatever it was.
  const [does, doesNot] = onFeed
    ? (['router event', 'router catch-up'] as const)
    : (['router catch-up', 'router event'] as const)
  expect(after.indexOf(does)).toBeGreaterThan(after.indexOf('connection live'))
  expect(after).not.toContain(doesNot)
  expect(after).not.toContain('poller poll')
})

test('C7: handshakes that nobody answered keep nobody waiting once the server is back', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await tab.untilLive()
  const before = tab.sockets.length
  studio.backend.faults.set({ realtime: 'hang' })
  studio.backend.faults.dropSockets({ code: 1006 })
  await soon(() => tab.sockets.length).toBeGreaterThan(before)
  await soon(tab.status).toBe('polling')
  studio.backend.faults.reset()
  // The browser itself gives such a handshake up after 240 s, and this test after 120.
  await tab.untilLive()
})

test('VITE_REALTIME_ENABLED=false: no websocket at all, and everything still converges', async () => {
  const url = await studio.serve({
    VITE_REALTIME_ENABLED: 'false',
    VITE_DEADMODE_FORCE_POLLING_MS: '1000',
  })
  const person = await newPerson(studio, { at: url })
  const a = await person.open()
  const b = await person.open(a.address())
  await a.ask('a city in the rain', 2)
  await soon(a.pictures).toBe(2)
  await soon(b.pictures).toBe(2)
  expect([...a.sockets, ...b.sockets]).toEqual([])
  expect(await a.status()).toBe('disabled')
  expect(await a.story()).not.toContain('connection joining')
})

test('switched off and on while it runs: the socket’s channel goes, polling carries on, live comes back', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await tab.untilLive()
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
  await tab.untilLive()
})

test('a second user sees nothing of the first, neither by REST nor by realtime', async () => {
  const [ann, ben] = [await newPerson(studio), await newPerson(studio)]
  const hers = await ann.open()
  const his = await ben.open()
  await hers.untilLive()
  await his.untilLive()
  const heardBefore = (await his.trace()).length
  await hers.ask('a secret garden', 1)
  await soon(hers.pictures).toBe(1)

  // He asks for her project by its address.
  const spying = await ben.context.newPage()
  await spying.goto(hers.address())
  await spying.getByTestId('project-gone').waitFor()
  expect(await spying.getByTestId('gallery-item').count()).toBe(0)

  expect(await his.pictures()).toBe(0)
  expect(await his.story(heardBefore)).not.toContain('router event')
})

test('a stranger with the public key reads no row and joins no topic of anybody', async () => {
  const person = await newPerson(studio)
  const tab = await person.open()
  await tab.untilLive()
  await tab.ask('mine alone')
  await soon(tab.pictures).toBe(1)

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
      .channel(`task-updates:${tab.project()}`, { config: { private: true } })
      .subscribe((status, error) => resolve(`${status}: ${error?.message}`))
  })
  expect(refusal).toContain('CHANNEL_ERROR')
  await stranger.removeAllChannels()
})
