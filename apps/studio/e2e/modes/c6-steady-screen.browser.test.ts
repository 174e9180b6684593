import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { countChanges, film, filmFromStart } from '../support/film.ts'
import { liveTab, newPerson, soon, type Tab } from '../support/person.ts'
import { addPicture, addPictures, shownPictures } from '../support/pictures.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

async function liveWith(count: number) {
  const tab = await liveTab(studio)
  const ids = await addPictures(studio, tab, count)
  await soon(tab.pictures).toBe(count)
  return { tab, page: tab.page, ids: ids.toReversed() }
}

/** So many tasks of the tab's project, each in a commit of its own, one after the other. */
async function burst(tab: Tab, count: number): Promise<void> {
  await studio.backend.sql(
    `insert into public.tasks (project_id, status, params)
     select $1::uuid, 'Failed', jsonb_build_object('prompt', 'burst ' || n)
     from generate_series(1, $2::int) n`,
    [tab.project(), count],
  )
}

const fetches = ({ reads }: Tab): number => reads.filter(table => table === 'generations').length

test('mode 95, 96: while it loads for the first time nothing is called empty, and nothing is 0', async () => {
  const person = await newPerson(studio)
  const first = await person.open()
  await addPictures(studio, first, 3)
  await burst(first, 2)
  const slow = studio.backend.faults.add({ type: 'http-slow', service: 'rest' })
  const page = await person.context.newPage()
  const total = await filmFromStart(page, '[data-testid=gallery-total]')
  const counts = await filmFromStart(page, '[data-testid=task-count]')
  const words = await filmFromStart(page, 'main h3, main h2, [data-testid=empty]')
  await page.goto(first.address())
  await soon(() => slow.strikes()).toBeGreaterThan(2)
  slow.remove()
  await page.getByTestId('gallery-item').nth(2).waitFor()
  await soon(async () => (await counts()).at(-1)?.trim()).toMatch(/0\s+0\s+2/)
  expect(new Set((await total()).map(text => text.trim()))).toEqual(new Set(['', '3']))
  const early = (await counts()).slice(0, -1).map(text => text.trim())
  expect(early.filter(text => text !== '')).toEqual([])
  expect((await words()).join()).not.toContain('No pictures yet')
  await page.close()
})

test('mode 95: a refetch that takes its time, or fails, leaves every picture on screen', async () => {
  const { tab, page, ids } = await liveWith(3)
  const shown = await film(page, '[data-testid=gallery-item]', 'data-id')
  const slow = studio.backend.faults.add({ type: 'http-slow' }, { method: 'GET' })
  const second = await addPicture(studio, tab)
  await soon(() => slow.strikes()).toBeGreaterThan(0)
  slow.remove()
  await soon(() => shownPictures(page)).toEqual([second, ...ids])
  const failing = studio.backend.faults.add(
    { type: 'http-error', status: 500 },
    { method: 'GET', path: '/rest/v1/generations', count: 1 },
  )
  const third = await addPicture(studio, tab)
  await soon(() => failing.strikes()).toBe(1)
  await soon(() => shownPictures(page)).toEqual([third, second, ...ids])
  expect(await shown()).toEqual([
    ids.join(' '),
    [second, ...ids].join(' '),
    [third, second, ...ids].join(' '),
  ])
})

test('mode 97: a task that ends, and a new picture, keep the nodes and the scroll of everything else', async () => {
  const { tab, page, ids } = await liveWith(24)
  await tab.ask('something to wait for')
  await soon(tab.tasks).toEqual(['Queued'])
  const scrolled = await page.getByTestId('gallery').evaluate(grid => {
    for (const tile of grid.children) tile.setAttribute('data-same', '')
    const scroller = (function find(one: Element): Element {
      const overflows = /auto|scroll/.test(getComputedStyle(one).overflowY)
      if (overflows && one.scrollHeight > one.clientHeight) return one
      return one.parentElement === null ? document.documentElement : find(one.parentElement)
    })(grid)
    scroller.setAttribute('data-scroller', '')
    scroller.scrollTop = 150
    return scroller.scrollTop
  })
  expect(scrolled).toBe(150)
  await studio.backend.sql(
    `update public.tasks set status = 'Failed', error_message = 'no' where project_id = $1`,
    [tab.project()],
  )
  await soon(tab.tasks).toEqual([])
  await addPicture(studio, tab)
  await soon(tab.pictures).toBe(25)
  expect(await page.locator('[data-testid=gallery-item][data-same]').count()).toBe(ids.length)
  // The browser holds on to what is in sight, so the row that came above may only have moved it down.
  const now = await page.locator('[data-scroller]').evaluate(one => one.scrollTop)
  expect(now).toBeGreaterThanOrEqual(150)
})

test('mode 98: a refetch that finds nothing new changes nothing in the page', async () => {
  const { tab, page, ids } = await liveWith(6)
  const changes = await countChanges(page, '[data-testid=gallery]')
  const before = fetches(tab)
  await studio.backend.sql('update public.generations set starred = starred where id = $1', [
    ids[0],
  ])
  await soon(() => fetches(tab)).toBeGreaterThan(before)
  // The next fetch begins after the last has been shown.
  const between = fetches(tab)
  await studio.backend.sql('update public.generations set starred = starred where id = $1', [
    ids[0],
  ])
  await soon(() => fetches(tab)).toBeGreaterThan(between)
  expect(await changes()).toBe(0)
  // And what has changed is shown, where nothing but the address of a picture is new.
  const colour = new URL('/favicon.svg?another', studio.url).href
  await studio.backend.sql(
    'update public.generations set location = $2, thumbnail_url = null where id = $1',
    [ids[0], colour],
  )
  await soon(() => page.locator(`[data-id="${ids[0]}"] img`).getAttribute('src')).toBe(colour)
})

test('mode 99, 100: five hundred events about tasks change nothing in the gallery and in the status', async () => {
  const { tab, page } = await liveWith(6)
  const inGallery = await countChanges(page, '[data-testid=gallery]')
  const inStatus = await countChanges(page, '[data-testid=status-chip]')
  const before = fetches(tab)
  await burst(tab, 500)
  await soon(() =>
    page.locator('[data-testid=task-group][data-group=Failed]').textContent(),
  ).toContain('500')
  expect([await inGallery(), await inStatus()]).toEqual([0, 0])
  expect(fetches(tab)).toBe(before)
})

test('mode 101: losing the connection and getting it back clears nothing: neither pictures, nor text, nor a save under way', async () => {
  const { tab, page, ids } = await liveWith(3)
  await page.getByTestId('prompt-input').fill('half a thought')
  const shown = await film(page, '[data-testid=gallery-item]', 'data-id')
  const slow = studio.backend.faults.add({ type: 'http-slow' }, { method: 'PATCH' })
  await page.getByTestId('gallery-item').first().hover()
  await page.getByTestId('star').first().click()
  await soon(() => slow.strikes()).toBe(1)
  studio.backend.faults.set({ realtime: 'off' })
  await soon(tab.status).toBe('polling')
  studio.backend.faults.set({ realtime: 'on' })
  await tab.untilLive()
  expect(await page.getByTestId('star').first().getAttribute('aria-pressed')).toBe('true')
  slow.remove()
  await soon(async () => {
    const { rows } = await studio.backend.sql(
      'select starred from public.generations where id = $1',
      [ids[0]],
    )
    return rows[0]?.['starred']
  }).toBe('t')
  expect(await page.getByTestId('prompt-input').inputValue()).toBe('half a thought')
  expect(await page.getByTestId('star').first().getAttribute('aria-pressed')).toBe('true')
  expect(await shown()).toEqual([ids.join(' ')])
})
