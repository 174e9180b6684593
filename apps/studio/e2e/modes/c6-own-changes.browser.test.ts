import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { film } from '../support/film.ts'
import { answerLate } from '../support/late-answers.ts'
import { openOnClock, soonOnClock } from '../support/page-clock.ts'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { addPicture, addPictures, shownPictures } from '../support/pictures.ts'
import { startStudio, type Studio } from '../support/studio.ts'

const GENERATIONS = '/rest/v1/generations'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

/** Two tabs of one person, both live, with so many pictures on screen. */
async function twoTabs(count: number) {
  const person = await newPerson(studio)
  const a = await person.open()
  const ids = await addPictures(studio, a, count)
  const b = await person.open(a.address())
  for (const tab of [a, b]) {
    await tab.untilLive()
    await soon(tab.pictures).toBe(count)
  }
  // The newest comes first.
  return { a, b, ids: ids.toReversed() }
}

const tile = ({ page }: Tab, id: string | undefined) =>
  page.locator(`[data-testid=gallery-item][data-id="${id}"]`)

async function press(tab: Tab, id: string | undefined): Promise<void> {
  await tab.page.bringToFront()
  await tile(tab, id).hover()
  await tile(tab, id).getByTestId('star').click()
}

const stars = ({ page }: Tab) =>
  page.getByTestId('star').evaluateAll(all => all.map(star => star.getAttribute('aria-pressed')))

const saved = async (ids: readonly (string | undefined)[]): Promise<readonly unknown[]> => {
  const { rows } = await studio.backend.sql(
    `select starred from unnest($1::text[]) with ordinality as asked (id, n)
     join public.generations g on g.id = asked.id::uuid order by n`,
    [ids],
  )
  return rows.map(row => row['starred'] === 't')
}

async function remove(tab: Tab, id: string | undefined): Promise<void> {
  await tile(tab, id).getByRole('button', { name: /^Open/ }).click()
  await tab.page.getByTestId('delete-generation').click()
  await tab.page.getByTestId('confirm').click()
  await tab.page.getByTestId('confirm').waitFor({ state: 'detached' })
  await tab.page.keyboard.press('Escape')
  await tab.page.getByTestId('lightbox').waitFor({ state: 'detached' })
}

test('mode 88: five stars in a hurry are fetched back together, and never go out in between', async () => {
  const { a, b, ids } = await twoTabs(5)
  const shown = await film(a.page, '[data-testid=star]', 'aria-pressed')
  const late = studio.backend.faults.add({ type: 'http-slow' }, { method: 'PATCH' })
  for (const id of ids) await press(a, id)
  await soon(() => late.strikes()).toBe(5)
  const readBefore = a.reads.length
  late.remove()
  await soon(() => saved(ids)).toEqual([true, true, true, true, true])
  await soon(() => stars(b)).toEqual(['true', 'true', 'true', 'true', 'true'])

  // What another does is fetched after all that was owed for the stars.
  await addPicture(studio, a)
  await soon(a.pictures).toBe(6)
  const read = a.reads.slice(readBefore).filter(table => table === 'generations')
  // One follows the saves, and one the events that came after it had begun; never one for each.
  expect(read.length).toBeLessThan(ids.length)
  const lit = (await shown()).map(frame => frame.split(' ').filter(star => star === 'true').length)
  expect(lit).toEqual(lit.toSorted((x, y) => x - y))
})

test('mode 89: an answer that was made before a picture was deleted does not bring it back', async () => {
  const { a, b, ids } = await twoTabs(3)
  const [gone, ...rest] = ids
  const shown = await film(a.page, '[data-testid=gallery-item]', 'data-id')
  const old = await answerLate(a.page, { method: 'GET', path: GENERATIONS })
  await studio.backend.sql(`update public.generations set starred = true where id = $1`, [rest[0]])
  await soon(old.waiting).toBeGreaterThan(0)
  await remove(a, gone)
  await soon(() => shownPictures(a.page)).toEqual(rest)
  await soon(() => shownPictures(b.page)).toEqual(rest)
  await old.release()
  // The star of another tells that all was fetched anew.
  await soon(() => stars(a)).toEqual(['true', 'false'])
  expect(await shownPictures(a.page)).toEqual(rest)
  const after = (await shown()).findIndex(frame => !frame.includes(gone ?? ''))
  expect((await shown()).slice(after).filter(frame => frame.includes(gone ?? ''))).toEqual([])
})

test('mode 103: of presses that outrun the backend the last one wins, in the page and in the database', async () => {
  const { a, b, ids } = await twoTabs(1)
  const [id] = ids
  const late = studio.backend.faults.add({ type: 'http-slow' }, { method: 'PATCH' })
  const shown = await film(a.page, '[data-testid=star]', 'aria-pressed')
  for (let presses = 0; presses < 5; presses += 1) await press(a, id)
  await soon(() => stars(a)).toEqual(['true'])
  late.remove()
  await soon(() => saved([id])).toEqual([true])
  await soon(() => stars(b)).toEqual(['true'])
  // The first was under way; the three in between never left.
  expect(late.strikes()).toBe(1)
  await addPicture(studio, a)
  await soon(a.pictures).toBe(2)
  expect((await shown()).slice(0, 6)).toEqual(['false', 'true', 'false', 'true', 'false', 'true'])
  expect((await stars(a))[1]).toBe('true')
})

test('mode 103: the last press wins also where the answer to the first one is late', async () => {
  const { a, b, ids } = await twoTabs(1)
  const late = await answerLate(a.page, { method: 'PATCH', path: GENERATIONS })
  await press(a, ids[0])
  await soon(() => stars(b)).toEqual(['true'])
  await press(a, ids[0])
  expect(await stars(a)).toEqual(['false'])
  const shown = await film(a.page, '[data-testid=star]', 'aria-pressed')
  await late.release()
  await soon(() => saved(ids)).toEqual([false])
  await soon(() => stars(b)).toEqual(['false'])
  expect(await shown()).toEqual(['false'])
})

test('mode 102: a star that is never answered is given up, said and taken back; pressed again it is saved', async () => {
  const tab = await openOnClock(studio)
  await tab.untilCaughtUp()
  const [id] = await addPictures(studio, tab, 1)
  await soon(tab.pictures).toBe(1)
  const hang = studio.backend.faults.add({ type: 'http-hang' }, { method: 'PATCH' })
  await press(tab, id)
  expect(await stars(tab)).toEqual(['true'])
  const said = tab.page.getByTestId('notice').filter({ hasText: 'The star was not saved' })
  await soonOnClock(tab, () => said.count()).toBe(1)
  await soon(() => stars(tab)).toEqual(['false'])
  hang.remove()
  await press(tab, id)
  await soon(() => saved([id])).toEqual([true])
  expect(await stars(tab)).toEqual(['true'])
})
