import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { goTo } from '../support/go-to.ts'
import { lookAway } from '../support/look-away.ts'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { topicOf } from '../support/source.ts'
import { struck } from '../support/struck.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const visit = async (): Promise<Tab> => (await newPerson(studio)).open()

/** Puts a second project beside the one that is open, with a task in it. */
async function secondProject(tab: Tab): Promise<string> {
  const { rows } = await studio.backend.sql(
    `insert into public.projects (name, user_id)
     select 'Second', user_id from public.projects where id = $1 returning id`,
    [tab.project()],
  )
  const id = String(rows[0]?.['id'])
  await studio.backend.sql(
    `insert into public.tasks (project_id, params) values ($1, '{"prompt":"of the second"}')`,
    [id],
  )
  await tab.page.getByTestId('project-switcher').click()
  await tab.page.getByTestId('project-option').filter({ hasText: 'Second' }).waitFor()
  await tab.page.keyboard.press('Escape')
  return id
}

test('mode 25, 42: fifty looks away and back cost a live tab neither a join nor a read', async () => {
  const tab = await visit()
  await tab.untilCaughtUp()
  const reads = tab.reads.length
  await lookAway(tab, 50)
  // Whatever these have set going is over when a change has come in over the same socket.
  await commitTask(studio, tab, 'still heard')
  await soon(tab.tasks).toEqual(['Queued'])
  expect(await tab.status()).toBe('live')
  expect({ joins: tab.joins(), sockets: tab.sockets.length }).toEqual({
    joins: 1,
    sockets: 1,
  })
  expect(new Set(tab.reads.slice(reads))).toEqual(new Set(['tasks']))
})

test('mode 26: a first join that is slow is left alone, whatever wishes for a connection come meanwhile', async () => {
  const slow = studio.backend.faults.add({ type: 'frame-delay', what: 'replies' })
  const unproved = studio.backend.faults.add({ type: 'frame-delay', what: 'system' })
  const tab = await visit()
  await struck(slow)
  await lookAway(tab, 3)
  await tab.page.evaluate(() => window.dispatchEvent(new Event('online')))
  expect(await tab.status()).toBe('connecting')
  slow.remove()
  unproved.remove()
  await tab.untilLive()
  expect(tab.joins()).toBe(1)
})

test('mode 27: in StrictMode a project has one channel, and a row is handled once', async () => {
  const tab = await visit()
  await tab.untilLive()
  expect({ joins: tab.joins(), sockets: tab.sockets.length }).toEqual({
    joins: 1,
    sockets: 1,
  })
  await commitTask(studio, tab, 'once')
  await soon(tab.tasks).toEqual(['Queued'])
  const events = (await tab.trace()).filter(({ what }) => what === 'event')
  expect(events).toHaveLength(1)
})

test('mode 28, 29, 30: from project A to B to A at once ends on A alone, with one channel', async () => {
  const tab = await visit()
  await tab.untilLive()
  const a = tab.project()
  const b = await secondProject(tab)
  const before = tab.frames.length
  await goTo(tab, b, a)
  await goTo(tab, b)
  await goTo(tab, a)
  await tab.untilLive()
  await commitTask(studio, tab, 'of the first')
  await soon(tab.tasks).toEqual(['Queued'])

  const since = tab.frames.slice(before).filter(({ way }) => way === 'sent')
  const topics = (event: string): readonly string[] =>
    since.filter(frame => frame.event === event).map(({ topic }) => topic)
  // Whoever was joined and is not A was left again.
  const [joins, leaves] = [topics('phx_join'), topics('phx_leave')]
  expect(joins.filter(topic => topic === topicOf(b)).length).toBe(
    leaves.filter(topic => topic === topicOf(b)).length,
  )
  // A change of B is nobody's here.
  const trace = (await tab.trace()).length
  await studio.backend.sql(
    `insert into public.tasks (project_id, params) values ($1, '{"prompt":"x"}')`,
    [b],
  )
  await commitTask(studio, tab, 'of the first, again')
  await soon(tab.tasks).toEqual(['Queued', 'Queued'])
  const events = (await tab.trace()).slice(trace).filter(({ what }) => what === 'event')
  expect(events).toHaveLength(1)
  expect(tab.errors).toEqual([])
})

test('mode 31: on a switch the other project never shows a row of the one before', async () => {
  const tab = await visit()
  await tab.untilLive()
  await commitTask(studio, tab, 'of the first')
  await soon(tab.tasks).toEqual(['Queued'])
  const b = await secondProject(tab)
  // Every text of a task on screen while the second project is open, noted by the page itself.
  await tab.page.evaluate(id => {
    const seen = new Set<string>()
    Object.assign(window, { seenInSecond: seen })
    const look = (): void => {
      if (!location.pathname.includes(id)) return
      for (const row of document.querySelectorAll('[data-testid=task-row]'))
        seen.add(row.textContent ?? '')
    }
    new MutationObserver(look).observe(document.body, { subtree: true, childList: true })
  }, b)
  await goTo(tab, b)
  await tab.page.getByTestId('task-row').filter({ hasText: 'of the second' }).waitFor()
  const seen = await tab.page.evaluate(() => [
    ...(Reflect.get(window, 'seenInSecond') as Set<string>),
  ])
  expect(seen.join()).not.toContain('of the first')
})

test('mode 32: leaving by sign-out closes the channel before the next guest has one', async () => {
  const tab = await visit()
  await tab.untilLive()
  const before = tab.project()
  await tab.page.getByTestId('account').click()
  await tab.page.getByTestId('sign-out').click()
  await tab.page.getByRole('button', { name: 'Start over', exact: true }).click()
  await soon(() => tab.joins()).toBe(2)
  await tab.untilLive()
  const order = tab.frames
    .filter(({ way, event }) => way === 'sent' && /^phx_(join|leave)$/.test(event))
    .filter(({ topic }) => topic.startsWith(topicOf('')))
    .map(
      ({ event, topic }) => `${event} ${topic.endsWith(before) ? 'of the first' : 'of the next'}`,
    )
  expect(order).toEqual(['phx_join of the first', 'phx_leave of the first', 'phx_join of the next'])
})

test('mode 33: what is committed while a page is still opening is on it once it is open', async () => {
  const person = await newPerson(studio)
  const first = await person.open()
  const slow = studio.backend.faults.add({ type: 'http-slow', service: 'rest' }, { table: 'tasks' })
  const second = await person.open(first.address())
  await second.untilLive()
  await struck(slow)
  await commitTask(studio, first, 'while it opened')
  slow.remove()
  await soon(second.tasks).toEqual(['Queued'])
})
