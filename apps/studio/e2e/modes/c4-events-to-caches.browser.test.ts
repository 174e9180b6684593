import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { commitTask } from '../support/commit.ts'
import { openOnClock, passTime } from '../support/page-clock.ts'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { addPicture, addPictures, addShot, shownPictures } from '../support/pictures.ts'
import { idsOf } from '../support/shots.ts'
import { changeFrames, onFeed, tellsOfChange } from '../support/source.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio

beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

/** A live tab that polls every ten minutes: what it shows of others' changes, it was told of. */
async function toldOnly(): Promise<Tab> {
  const person = await newPerson(studio, { at: `${studio.url}?polling=600000` })
  const tab = await person.open()
  await tab.untilLive()
  return tab
}

const tile = (tab: Tab, id: string) =>
  tab.page.locator(`[data-testid=gallery-item][data-id="${id}"]`)
const starred = (tab: Tab, id: string) => () => tile(tab, id).getAttribute('data-starred')

test('mode 48, 49, 50: whatever others insert, change and delete is shown', async () => {
  const tab = await toldOnly()
  const id = await addPicture(studio, tab)
  await soon(tab.pictures).toBe(1)
  const source = tile(tab, id).locator('img').first()
  const before = await source.getAttribute('src')

  // An UPDATE tells nothing of what was: each kind of change refreshes.
  await studio.backend.sql('update public.generations set starred = true where id = $1', [id])
  await soon(starred(tab, id)).toBe('true')
  const thumbnail = `${studio.url}favicon.svg`
  await studio.backend.sql(
    'update public.generations set thumbnail_url = $2, location = $2 where id = $1',
    [id, thumbnail],
  )
  await soon(() => source.getAttribute('src')).not.toBe(before)
  await studio.backend.sql('delete from public.generations where id = $1', [id])
  await soon(tab.pictures).toBe(0)
})

test('mode 46: a link that goes names no shot, and the shot on screen loses the picture', async () => {
  const tab = await toldOnly()
  const [first = '', second = ''] = await addPictures(studio, tab, 2)
  const shotId = await addShot(studio, tab, 'Opening', [first, second])
  await tab.page.goto(
    new URL(`/p/${tab.project()}/shots/${shotId}?polling=600000`, studio.url).href,
  )
  await tab.untilLive()
  const shown = idsOf(tab.page, 'shot-image')
  await soon(shown).toEqual([first, second])
  await studio.backend.sql(
    'delete from public.shot_generations where shot_id = $1 and generation_id = $2',
    [shotId, first],
  )
  await soon(shown).toEqual([second])
})

test('mode 51: a picture whose own change is lost is shown by what the task says after it', async () => {
  const tab = onFeed ? await openOnClock(studio, '?polling=600000') : await toldOnly()
  await tab.untilLive()
  await commitTask(studio, tab, 'lost on the way')
  await soon(tab.tasks).toEqual(['Queued'])
  await studio.backend.sql(`update public.tasks set status = 'Complete' where project_id = $1`, [
    tab.project(),
  ])
  await soon(tab.tasks).toEqual([])
  const lost = studio.backend.faults.add(
    { type: 'frame-skip', what: changeFrames },
    onFeed ? {} : { table: 'public.generations' },
  )
  await addPicture(studio, tab)
  await soon(() => lost.strikes()).toBe(1)
  lost.remove()
  await studio.backend.sql(
    'update public.tasks set generation_created = true where project_id = $1',
    [tab.project()],
  )
  // A change of the feed tells of its own rows alone: what was lost is asked for once a minute.
  if (onFeed) await passTime(tab, 75_000)
  await soon(tab.pictures).toBe(1)
})

test('mode 53: changes that come late, twice and in the wrong order end as the database does', async () => {
  const tab = await toldOnly()
  const [id = ''] = await addPictures(studio, tab, 2)
  await soon(tab.pictures).toBe(2)
  studio.backend.faults.add({ type: 'frame-duplicate', what: changeFrames })
  studio.backend.faults.add({ type: 'frame-reorder', what: changeFrames })
  for (const wish of [true, false, true, false, true, true])
    await studio.backend.sql('update public.generations set starred = $2 where id = $1', [id, wish])
  await soon(starred(tab, id)).toBe('true')
  await studio.backend.sql('delete from public.generations where id <> $1', [id])
  await commitTask(studio, tab, 'after all that')
  await soon(tab.tasks).toEqual(['Queued'])
  await soon(() => shownPictures(tab.page)).toEqual([id])
})

test('mode 54: a thousand changes at once are a handful of fetches, and end right', async () => {
  const tab = await toldOnly()
  const before = tab.reads.length
  const ids = await addPictures(studio, tab, 500)
  await studio.backend.sql('delete from public.generations where id = any($1)', [ids.slice(3)])
  await soon(tab.pictures).toBe(3)
  // Of nearly a thousand changes.
  expect(tab.reads.slice(before).filter(table => table === 'generations').length).toBeLessThan(20)
})

test('mode 55: a stream of changes faster than the backend does not starve the screen', async () => {
  const tab = await toldOnly()
  studio.backend.faults.add({ type: 'http-slow', ms: 300 }, { path: '/rest/v1/generations' })
  let committed = 0
  while ((await tab.pictures()) === 0 && committed < 2_000) {
    await addPicture(studio, tab)
    committed += 1
  }
  // Shown while the stream went on.
  expect(committed).toBeLessThan(2_000)
  const last = await addPicture(studio, tab)
  await soon(async () => (await shownPictures(tab.page))[0]).toBe(last)
})

test('mode 58: what changed while it was not on screen is there when it is shown again', async () => {
  const tab = await toldOnly()
  await addPicture(studio, tab)
  await soon(tab.pictures).toBe(1)
  await tab.page.getByTestId('shots-all').click()
  await tab.page.getByTestId('shots-grid').waitFor()
  await addPicture(studio, tab)
  // The change has been heard: what comes after it has.
  await commitTask(studio, tab, 'after the picture')
  await soon(tab.tasks).toEqual(['Queued'])
  await tab.page.goBack()
  await soon(tab.pictures).toBe(2)
})

test('mode 47, 49: a DELETE in one project costs a client of another project nothing', async () => {
  const tab = await toldOnly()
  const other = crypto.randomUUID()
  // The same person's: row security would let it through.
  await studio.backend.sql(
    `insert into public.projects (id, name, user_id) select $1, 'Other', user_id from public.projects where id = $2`,
    [other, tab.project()],
  )
  const elsewhere = { ...tab, project: () => other }
  const pictures = await addPictures(studio, elsewhere, 20)
  await addShot(studio, elsewhere, 'Elsewhere', pictures)
  await commitTask(studio, elsewhere, 'elsewhere')
  await commitTask(studio, tab, 'before')
  await soon(tab.tasks).toEqual(['Queued'])
  await soon(async () => (await tab.page.getByTestId('task-row').count()) === 1).toBe(true)

  const heard = () => tab.frames.filter(tellsOfChange)
  const [heardBefore, readBefore] = [heard().length, tab.reads.length]
  for (const table of ['shot_generations', 'shots', 'generations', 'tasks'])
    await studio.backend.sql(`delete from public.${table} where project_id = $1`, [other])
  // Changes come in the order of their commits.
  await commitTask(studio, tab, 'after')
  await soon(tab.tasks).toEqual(['Queued', 'Queued'])
  expect(heard().slice(heardBefore)).toHaveLength(1)
  expect(tab.reads.slice(readBefore)).not.toContain('generations')
  expect(tab.reads.slice(readBefore)).not.toContain('shots')
})
