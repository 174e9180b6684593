import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newPerson, soon, type Tab } from '../support/person.ts'
import {
  dragOver,
  idsOf,
  makeShot,
  type MadeShot,
  openShot,
  type ShotWanted,
} from '../support/shots.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

interface Two {
  readonly a: Tab
  readonly b: Tab
}

/** Two tabs of one person in one project. */
async function twoTabs(): Promise<Two> {
  const person = await newPerson(studio)
  const a = await person.open()
  const b = await person.open(a.address())
  await a.untilLive()
  await b.untilLive()
  await a.page.bringToFront()
  return { a, b }
}

/** Two tabs, both on the page of one shot. */
async function twoInShot(wanted: ShotWanted): Promise<Two & { readonly shot: MadeShot }> {
  const two = await twoTabs()
  const shot = await makeShot(studio, two.a.project(), wanted)
  await openShot(two.b, shot.id)
  await openShot(two.a, shot.id)
  await two.a.page.bringToFront()
  return { ...two, shot }
}

const images = (page: Page) => page.getByTestId('shot-image')
const order = (page: Page) => idsOf(page, 'shot-image')

/** Every order of the pictures that the page ever shows from now on, noted by itself. */
async function watchOrders(page: Page): Promise<() => Promise<readonly string[]>> {
  await page.evaluate(() => {
    const read = (): string =>
      Array.from(document.querySelectorAll('[data-testid=shot-image]'), one =>
        one.getAttribute('data-id'),
      ).join()
    const seen = [read()]
    Object.assign(window, { seenOrders: seen })
    new MutationObserver(() => {
      const now = read()
      if (seen.at(-1) !== now) seen.push(now)
    }).observe(document.body, { subtree: true, childList: true })
  })
  return () => page.evaluate(() => Reflect.get(window, 'seenOrders') as string[])
}

/** How often the page has called a function of the database. */
function countCalls(page: Page, name: string): () => number {
  let count = 0
  page.on('request', request => {
    if (request.url().endsWith(`/rpc/${name}`)) count += 1
  })
  return () => count
}

async function savedOrder(shotId: string): Promise<readonly (string | null | undefined)[]> {
  const { rows } = await studio.backend.sql(
    'select generation_id from public.shot_generations where shot_id = $1 and position is not null order by position',
    [shotId],
  )
  return rows.map(row => row['generation_id'])
}

describe('F10', () => {
  it('F10: a picture added to a shot is there at once, and in the other tab', async () => {
    const { a, b } = await twoTabs()
    const { positioned } = await makeShot(studio, a.project(), { name: 'Source', positioned: 1 })
    const target = await makeShot(studio, a.project(), { name: 'Target' })
    await openShot(b, target.id)
    await a.page.bringToFront()
    await a.page.getByTestId('gallery-item').first().hover()
    await a.page.getByTestId('add-to-shot').click()
    const slow = studio.backend.faults.add({ type: 'http-slow' }, { method: 'POST' })
    await a.page.getByRole('menuitem', { name: 'Target' }).click()
    const row = a.page.locator(`[data-testid=shot-row][data-id="${target.id}"]`)
    await row.getByText('1 picture').waitFor()
    slow.remove()
    await soon(order(b.page)).toEqual(positioned)
    expect(await savedOrder(target.id)).toEqual(positioned)
  })

  it('F10: pictures without a place are counted, shown and placed, one and then all, in both tabs', async () => {
    const { a, b, shot } = await twoInShot({ positioned: 1, unpositioned: 3 })
    const [first, second, third] = shot.unpositioned
    const banner = (page: Page, count: number) =>
      page.locator(`[data-testid=unpositioned-banner][data-count="${count}"]`).waitFor()
    await banner(a.page, 3)
    await banner(b.page, 3)
    await a.page.getByTestId('unpositioned-open').click()
    const loose = idsOf(a.page, 'unpositioned-image')
    await soon(loose).toEqual(shot.unpositioned)
    await a.page.locator(`[data-id="${second}"]`).getByTestId('place').click()
    await soon(loose).toEqual([first, third])
    await banner(b.page, 2)
    await a.page.getByTestId('place-all').click()
    await a.page.getByTestId('unpositioned-banner').waitFor({ state: 'detached' })
    await b.page.getByTestId('unpositioned-banner').waitFor({ state: 'detached' })
    const placed = [...shot.positioned, second, first, third]
    expect(await order(a.page)()).toEqual(placed)
    await soon(order(b.page)).toEqual(placed)
    await soon(() => savedOrder(shot.id)).toEqual(placed)
  })
})

describe('F11', () => {
  it('F11, mode 87, 88: a drag is not disturbed by a burst of events, and its order is never taken back', async () => {
    const { a, b, shot } = await twoInShot({ positioned: 5 })
    const [one, two, three, four, five] = shot.positioned
    await soon(order(a.page)).toEqual(shot.positioned)
    await a.page.getByTestId('shot-image').evaluateAll(all => {
      for (const row of all) row.setAttribute('data-same', 'true')
    })
    const orders = await watchOrders(a.page)

    await dragOver(a.page, images(a.page).nth(0), images(a.page).nth(2))
    const readBefore = a.reads.length
    // Another order from elsewhere, a picture more, and 500 events.
    await studio.backend.sql(
      'update public.shot_generations set position = 6 - position where shot_id = $1',
      [shot.id],
    )
    const more = await makeShot(studio, a.project(), { positioned: 1 })
    await studio.backend.sql(
      'insert into public.shot_generations (shot_id, generation_id, position) values ($1, $2, 6)',
      [shot.id, more.positioned[0]],
    )
    for (let n = 0; n < 100; n += 1)
      await studio.backend.sql(
        'update public.shot_generations set created_at = now() where shot_id = $1 and position < 6',
        [shot.id],
      )
    await soon(order(b.page)).toEqual([five, four, three, two, one, more.positioned[0]])
    expect(a.reads.slice(readBefore)).not.toContain('shot_generations')

    // The save waits, and with it everything that came meanwhile.
    const slow = studio.backend.faults.add(
      { type: 'http-slow' },
      { path: '/rest/v1/rpc/reorder_shot_images' },
    )
    await a.page.mouse.up()
    const dropped = [two, three, one, four, five]
    await soon(order(a.page)).toEqual(dropped)
    await soon(() => slow.strikes()).toBe(1)
    expect(a.reads.slice(readBefore)).not.toContain('shot_generations')
    slow.remove()

    const settled = [...dropped, more.positioned[0]]
    await soon(order(b.page)).toEqual(settled)
    await soon(order(a.page)).toEqual(settled)
    expect(await savedOrder(shot.id)).toEqual(settled)
    // What it showed: the order before, the drop, the picture that came. Nothing in between.
    expect(await orders()).toEqual([shot.positioned, dropped, settled].map(ids => ids.join()))
    expect(await a.page.locator('[data-testid=shot-image][data-same]').count()).toBe(5)
  })

  it('F11, mode 103: of several quick moves by keyboard the last one is kept, those between are never sent', async () => {
    const { a, b, shot } = await twoInShot({ positioned: 4 })
    const [one, two, three, four] = shot.positioned
    const calls = countCalls(a.page, 'reorder_shot_images')
    const slow = studio.backend.faults.add(
      { type: 'http-slow' },
      { path: '/rest/v1/rpc/reorder_shot_images' },
    )
    const said = a.page.locator('[aria-live=assertive]')
    const move = async (index: number, key: string, place: number): Promise<void> => {
      await images(a.page).nth(index).getByTestId('shot-image-move').focus()
      await a.page.keyboard.press('Space')
      await a.page.locator('[data-dragging]').waitFor()
      await a.page.keyboard.press(key)
      await said.getByText(`is over place ${place} of 4`).waitFor()
      await a.page.keyboard.press('Space')
      await said.getByText(`was put down at place ${place} of 4`).waitFor()
    }
    await move(0, 'ArrowRight', 2)
    await soon(order(a.page)).toEqual([two, one, three, four])
    await move(1, 'ArrowRight', 3)
    await soon(order(a.page)).toEqual([two, three, one, four])
    await move(2, 'ArrowLeft', 2)
    await soon(order(a.page)).toEqual([two, one, three, four])
    expect(calls()).toBe(1)
    slow.remove()
    await soon(order(b.page)).toEqual([two, one, three, four])
    expect(await savedOrder(shot.id)).toEqual([two, one, three, four])
    expect(calls()).toBe(2)
  })

  it('F11, mode 91: an order that is not saved goes back, with one word about it', async () => {
    const { a, shot } = await twoInShot({ positioned: 3 })
    const [one, two, three] = shot.positioned
    studio.backend.faults.add(
      { type: 'http-error', status: 500 },
      { path: '/rest/v1/rpc/reorder_shot_images' },
    )
    await dragOver(a.page, images(a.page).nth(2), images(a.page).nth(0))
    await a.page.mouse.up()
    await a.page.getByTestId('notice').filter({ hasText: 'The new order was not saved.' }).waitFor()
    await soon(order(a.page)).toEqual([one, two, three])
    expect(await a.page.getByTestId('notice').count()).toBe(1)
  })
})

describe('F12', () => {
  it('F12: a picture leaves the order, then the shot, at once and in both tabs; it stays in the gallery', async () => {
    const { a, b, shot } = await twoInShot({ positioned: 3 })
    const [one, two, three] = shot.positioned
    const press = async (id: string | undefined, what: string): Promise<void> => {
      const image = a.page.locator(`[data-testid=shot-image][data-id="${id}"]`)
      await image.hover()
      await image.getByTestId(what).click()
    }
    await press(two, 'unposition')
    await soon(order(a.page)).toEqual([one, three])
    await soon(order(b.page)).toEqual([one, three])
    await b.page.locator('[data-testid=unpositioned-banner][data-count="1"]').waitFor()
    await press(one, 'remove-from-shot')
    await soon(order(a.page)).toEqual([three])
    await soon(order(b.page)).toEqual([three])
    expect(await savedOrder(shot.id)).toEqual([three])
    await a.page.goto(new URL(`/p/${a.project()}`, a.address()).href)
    await soon(a.pictures).toBe(3)
  })
})

describe('F13', () => {
  it('F13, mode 60: a list of shots is one request, however many shots it has', async () => {
    const person = await newPerson(studio)
    const first = await person.open()
    for (let n = 1; n <= 7; n += 1)
      await makeShot(studio, first.project(), { name: `Shot ${n}`, positioned: 2, unpositioned: 1 })
    const slow = studio.backend.faults.add({ type: 'http-slow' }, { table: 'shot_statistics' })
    const { page, reads } = await person.open(
      new URL(`/p/${first.project()}/shots`, first.address()).href,
    )
    const ofShots = (): readonly string[] => reads.filter(table => table.startsWith('shot'))
    await soon(ofShots).toEqual(['shot_statistics'])
    slow.remove()
    const cards = page.getByTestId('shot-card')
    await soon(() => cards.getByText('3 pictures, 1 unplaced').count()).toBe(7)
    await soon(() => cards.locator('img').count()).toBe(14)
    // The pane beside the grid and the composer's list have it from the same request.
    expect(new Set(ofShots())).toEqual(new Set(['shot_statistics']))
    expect(await page.getByTestId('shot-row').count()).toBe(5)
  })

  it('F13: shots are created, renamed, duplicated and deleted at once, and in the other tab', async () => {
    const { a, b } = await twoTabs()
    await makeShot(studio, a.project(), { name: 'First', positioned: 2 })
    const grid = new URL(`/p/${a.project()}/shots`, a.address()).href
    for (const { page } of [b, a]) {
      await page.goto(grid)
      await page.getByTestId('shot-card').waitFor()
    }
    await a.page.bringToFront()
    const names = (page: Page) => () =>
      page
        .getByTestId('shot-card')
        .evaluateAll(all =>
          all.map(card => card.querySelector('a > span:nth-child(2)')?.textContent),
        )
    const menu = async (name: string, entry: string): Promise<void> => {
      const card = a.page.getByTestId('shot-card').filter({ hasText: name }).first()
      await card.getByTestId('shot-menu').click()
      await a.page.getByTestId(entry).click()
    }
    const slow = studio.backend.faults.add({ type: 'http-slow' }, { path: '/rest/v1/shots' })
    await a.page.getByTestId('shots-grid-create').click()
    await a.page.getByTestId('name-input').fill('Second')
    await a.page.getByTestId('name-input').press('Enter')
    await soon(names(a.page)).toEqual(['First', 'Second'])
    // Renamed before it exists: sent after it does.
    await menu('Second', 'shot-rename')
    await a.page.getByTestId('name-input').fill('Middle')
    await a.page.getByTestId('name-input').press('Enter')
    await soon(names(a.page)).toEqual(['First', 'Middle'])
    slow.remove()
    await soon(names(b.page)).toEqual(['First', 'Middle'])

    await menu('First', 'shot-duplicate')
    const three = ['First', 'First copy', 'Middle']
    await soon(names(a.page)).toEqual(three)
    await soon(names(b.page)).toEqual(three)
    await b.page.getByTestId('shot-card').nth(1).getByText('2 pictures').waitFor()

    await menu('First copy', 'shot-delete')
    await a.page.getByTestId('confirm').click()
    await soon(names(a.page)).toEqual(['First', 'Middle'])
    await soon(names(b.page)).toEqual(['First', 'Middle'])
    expect([...a.errors, ...b.errors]).toEqual([])
  })

  it('F13: shots are put in order by mouse and by keyboard, in both tabs', async () => {
    const { a, b } = await twoTabs()
    const shots = []
    for (const name of ['One', 'Two', 'Three'])
      shots.push((await makeShot(studio, a.project(), { name, positioned: 1 })).id)
    const [one, two, three] = shots
    const grid = new URL(`/p/${a.project()}/shots`, a.address()).href
    for (const { page } of [b, a]) {
      await page.goto(grid)
      await soon(idsOf(page, 'shot-card')).toEqual(shots)
    }
    const cards = a.page.getByTestId('shot-card')
    await dragOver(a.page, cards.nth(2), cards.nth(0))
    await a.page.mouse.up()
    await soon(idsOf(a.page, 'shot-card')).toEqual([three, one, two])
    await soon(idsOf(b.page, 'shot-card')).toEqual([three, one, two])
    await a.page.getByRole('button', { name: 'Move Three, shot 1' }).focus()
    await a.page.keyboard.press('Space')
    // It is in hand once it is measured, which is when it is said where it is.
    const said = a.page.locator('[aria-live=assertive]')
    await said.getByText('Three is over place 1 of 3').waitFor()
    await a.page.keyboard.press('ArrowRight')
    await said.getByText('Three is over place 2 of 3').waitFor()
    await a.page.keyboard.press('Space')
    await soon(idsOf(b.page, 'shot-card')).toEqual([one, three, two])
  })

  it('F13, mode 102: a create whose answer is lost is asked again and makes one shot', async () => {
    const { a } = await twoTabs()
    const lost = studio.backend.faults.add(
      { type: 'http-lost' },
      { path: '/rest/v1/shots', method: 'POST', count: 1 },
    )
    await a.page.getByTestId('shot-create').click()
    await a.page.getByTestId('name-input').fill('Only one')
    await a.page.getByTestId('name-input').press('Enter')
    await a.page.getByTestId('shot-row').getByText('Only one').waitFor()
    await soon(() => lost.strikes()).toBe(1)
    await soon(async () => {
      const { rows } = await studio.backend.sql(
        'select count(*) as count from public.shots where project_id = $1',
        [a.project()],
      )
      return rows[0]?.['count']
    }).toBe('1')
    expect(await a.page.getByTestId('shot-row').count()).toBe(1)
    expect(await a.page.getByTestId('notice').count()).toBe(0)
  })
})

/** What a worker does to the newest film of a project, one step after the other. */
function filmWorker(projectId: string) {
  const film = `(select id from public.tasks where project_id = $1 and task_type = 'travel_orchestrator'
    order by created_at desc limit 1)`
  const step = (text: string) => async (): Promise<void> =>
    void (await studio.backend.sql(text, [projectId]))
  return {
    plan: step(
      `with film as (
         update public.tasks set status = 'In Progress' where id = ${film} returning *
       )
       insert into public.tasks (project_id, task_type, params)
       select $1, part.type, film.params || jsonb_build_object('orchestrator_task_id_ref', film.id)
       from film, (values ('travel_segment'), ('travel_segment'), ('travel_stitch')) as part (type)`,
    ),
    makeOne: step(
      `update public.tasks set status = 'Complete' where id = (
         select id from public.tasks where project_id = $1 and task_type = 'travel_segment'
           and status <> 'Complete' limit 1
       )`,
    ),
    finish: step(
      `with made as (
         insert into public.generations (project_id, type, location, params)
         select $1, 'video', location, '{"prompt":"Film of Opening"}' from public.generations
         where project_id = $1 limit 1 returning id
       ), linked as (
         insert into public.shot_generations (shot_id, generation_id)
         select (params ->> 'shot_id')::uuid, made.id from public.tasks, made
         where tasks.id = ${film}
       )
       update public.tasks set status = 'Complete' where id = ${film}`,
    ),
    fail: step(
      `update public.tasks set status = 'Failed', error_message = 'The worker ran out of paint.' where id = ${film}`,
    ),
  }
}

describe('F4', () => {
  it('F4: a film is asked for once, says how far it is, and ends on the video, in both tabs', async () => {
    const { a, b, shot } = await twoInShot({ positioned: 3 })
    const worker = filmWorker(a.project())
    await a.page.getByTestId('make-film').click()
    await soon(() => a.page.getByTestId('make-film').isDisabled()).toBe(true)
    await soon(async () => {
      const { rows } = await studio.backend.sql(
        `select params ->> 'generation_ids' as ids from public.tasks where project_id = $1`,
        [a.project()],
      )
      return rows.map(row => JSON.parse(row['ids'] ?? ''))
    }).toEqual([shot.positioned])
    await soon(() => b.page.getByTestId('make-film').isDisabled()).toBe(true)

    await worker.plan()
    await worker.makeOne()
    for (const { page } of [a, b])
      await page.locator('[data-testid=film-progress][data-done="1"][data-of="3"]').waitFor()
    await worker.finish()
    for (const { page } of [a, b]) {
      await page.locator('[data-testid=shot-video][data-fresh]').waitFor()
      await page
        .getByTestId('shot-view')
        .locator('[data-testid=video-count][data-count="1"]')
        .waitFor()
      await soon(() => page.getByTestId('make-film').isEnabled()).toBe(true)
    }
    expect(await order(a.page)()).toEqual(shot.positioned)
    expect(await a.page.getByTestId('unpositioned-banner').count()).toBe(0)
  })

  it('F4: with one picture it says why there is no film; one that fails says why, and can be asked again', async () => {
    const { a, shot } = await twoInShot({ positioned: 2 })
    const film = a.page.getByTestId('make-film')
    await film.click()
    await soon(() => film.isDisabled()).toBe(true)
    await soon(async () => {
      await filmWorker(a.project()).fail()
      return a.page.getByText('The last film was not made. The worker ran out of paint.').count()
    }).toBe(1)
    await soon(() => film.isEnabled()).toBe(true)
    await images(a.page).first().hover()
    await images(a.page).first().getByTestId('remove-from-shot').click()
    await a.page.getByText('A film needs at least 2 pictures in order.').waitFor()
    expect(await film.isDisabled()).toBe(true)
    expect(shot.positioned).toHaveLength(2)
  })
})
