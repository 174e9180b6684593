import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { soon, twoTabs } from '../support/person.ts'
import { dragOver, idsOf, makeShot, openShot, twoInShot } from '../support/shots.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

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
    const [a, b] = await twoTabs(studio)
    await a.page.bringToFront()
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
    const { a, b, shot } = await twoInShot(studio, { positioned: 1, unpositioned: 3 })
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
    const { a, b, shot } = await twoInShot(studio, { positioned: 5 })
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
    const { a, b, shot } = await twoInShot(studio, { positioned: 4 })
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
    const { a, shot } = await twoInShot(studio, { positioned: 3 })
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
    const { a, b, shot } = await twoInShot(studio, { positioned: 3 })
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
