import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { film } from '../support/film.ts'
import { newPerson, soon, twoTabs } from '../support/person.ts'
import { dragOver, idsOf, makeShot, twoInShot } from '../support/shots.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const images = (page: Page) => page.getByTestId('shot-image')
const order = (page: Page) => idsOf(page, 'shot-image')

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
    const [a, b] = await twoTabs(studio)
    await a.page.bringToFront()
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
    const [a, b] = await twoTabs(studio)
    await a.page.bringToFront()
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
    const [a] = await twoTabs(studio)
    await a.page.bringToFront()
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
    const { a, b, shot } = await twoInShot(studio, { positioned: 3 })
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
    // It lights up for three seconds, which may be over in one tab when the other has been looked at.
    const fresh = '[data-testid=shot-video][data-fresh]'
    const lights = [await film(a.page, fresh, 'data-id'), await film(b.page, fresh, 'data-id')]
    await worker.finish()
    for (const lit of lights) await soon(async () => (await lit()).filter(Boolean)).toHaveLength(1)
    for (const { page } of [a, b]) {
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
    const { a, shot } = await twoInShot(studio, { positioned: 2 })
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
