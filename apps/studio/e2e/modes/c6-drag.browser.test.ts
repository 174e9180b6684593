import type { Locator } from 'playwright-core'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { addPictures, addShot } from '../support/pictures.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

/** Two tabs of one person, both with the same shot of four pictures open. */
async function twoEditors() {
  const person = await newPerson(studio)
  const a = await person.open()
  const ids = await addPictures(studio, a, 4)
  const shot = await addShot(studio, a, 'In hand', ids)
  const address = `${new URL(a.address()).origin}/p/${a.project()}/shots/${shot}`
  await a.page.goto(address)
  const b = await person.open(address)
  for (const tab of [a, b]) {
    await tab.untilLive()
    await soon(() => order(tab)).toEqual(ids)
  }
  await a.page.bringToFront()
  return { a, b, ids, shot }
}

const order = ({ page }: Tab): Promise<(string | null)[]> =>
  page.getByTestId('shot-image').evaluateAll(all => all.map(one => one.getAttribute('data-id')))

const image = ({ page }: Tab, id: string | undefined): Locator =>
  page.locator(`[data-testid=shot-image][data-id="${id}"]`)

async function centre(of: Locator): Promise<{ readonly x: number; readonly y: number }> {
  const box = await of.boundingBox()
  if (box === null) throw new Error('It is not on screen.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Takes one picture and holds it over another. */
async function take(tab: Tab, id: string | undefined, over: string | undefined): Promise<void> {
  const [from, to] = [await centre(image(tab, id)), await centre(image(tab, over))]
  await tab.page.mouse.move(from.x, from.y)
  await tab.page.mouse.down()
  await tab.page.mouse.move(from.x + 10, from.y + 10)
  await tab.page.mouse.move(to.x, to.y, { steps: 5 })
  await tab.page.locator('[data-testid=shot-image][data-dragging]').waitFor()
}

async function saved(shot: string): Promise<readonly unknown[]> {
  const { rows } = await studio.backend.sql(
    'select generation_id from public.shot_generations where shot_id = $1 order by position',
    [shot],
  )
  return rows.map(row => row['generation_id'])
}

test('mode 87, 91: an order that could not be saved goes back, and what another did meanwhile is shown', async () => {
  const { a, b, ids, shot } = await twoEditors()
  const [first = '', second = '', third = '', fourth = ''] = ids
  studio.backend.faults.add(
    { type: 'http-error', status: 400 },
    { method: 'POST', path: '/rest/v1/rpc/reorder_shot_images', count: 1 },
  )
  await take(a, first, second)
  await studio.backend.sql(
    'delete from public.shot_generations where shot_id = $1 and generation_id = $2',
    [shot, fourth],
  )
  await soon(() => order(b)).toEqual([first, second, third])
  expect(await order(a)).toEqual(ids)
  await a.page.mouse.up()
  await a.page.getByTestId('notice').filter({ hasText: 'was not saved' }).waitFor()
  await soon(() => order(a)).toEqual([first, second, third])
  expect(await saved(shot)).toEqual([first, second, third])
})
