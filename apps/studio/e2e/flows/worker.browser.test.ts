import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { liveTab, newPerson, soon, twoTabs, type Tab } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'
import {
  groupTab,
  markTasks,
  seedTasks,
  settles,
  taskCounts,
  taskIds,
  taskRow,
  taskRows,
} from '../support/tasks.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const sql = (text: string, values: readonly unknown[]) => studio.backend.sql(text, values)

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>`

describe('the worker', () => {
  it('F2: a task that is claimed says so in both tabs, first of all, and its time runs', async () => {
    const [a, b] = await twoTabs(studio)
    const [, second] = await seedTasks(studio, a, { count: 2 })
    await soon(() => taskRows(b.page).count()).toBe(2)
    const stillThere = await markTasks(b.page)
    await sql(
      `update public.tasks set status = 'In Progress', generation_started_at = now() where id = $1`,
      [second],
    )
    for (const { page } of [a, b]) {
      await soon(() => taskRows(page).first().getAttribute('data-id')).toBe(second)
      expect(await taskRows(page).first().getAttribute('data-status')).toBe('In Progress')
      expect(await taskRows(page).first().textContent()).toMatch(/Making \d+ s/)
    }
    expect(await stillThere()).toHaveLength(2)
  })

  it('F3a: what the worker makes is a picture in both tabs, also where only polling is left', async () => {
    const person = await newPerson(studio)
    const a = await person.open()
    const b = await person.open(`${a.address()}?realtime=off&polling=1000`)
    await a.untilLive()
    await b.until('disabled')
    await person.context.route('https://pictures.invalid/**', route =>
      route.fulfill({ contentType: 'image/svg+xml', body: PICTURE }),
    )
    const [id] = await seedTasks(studio, a, { status: 'In Progress' })
    for (const { page } of [a, b]) await taskRows(page).waitFor()
    // As the worker does: the task, its picture and the link in one transaction.
    await sql('select public.complete_task($1, $2, $3, $4)', [
      id,
      'https://pictures.invalid/one.svg',
      'https://pictures.invalid/one-thumb.svg',
      { prompt: 'a lake' },
    ])
    for (const tab of [a, b]) {
      await soon(tab.pictures).toBe(1)
      await settles(tab.page, { Processing: 0, Succeeded: 1, Failed: 0 })
    }
    const { page } = a
    await page.bringToFront()
    await groupTab(page, 'Succeeded').click()
    await soon(() =>
      taskRows(page)
        .locator('img')
        .evaluate(img => (img as HTMLImageElement).naturalWidth),
    ).toBe(40)
    await taskRows(page).getByTestId('task-output').click()
    await page.getByTestId('lightbox').waitFor()
    await page.keyboard.press('Escape')
    await page.getByTestId('lightbox').waitFor({ state: 'detached' })
  })

  const steps = {
    task: `update public.tasks set status = 'Complete', output_location = $2,
      generation_processed_at = now() where id = $1`,
    picture: `insert into public.generations (id, project_id, tasks, params, location)
      select id, project_id, jsonb_build_array(id::text), params, $2 from public.tasks where id = $1`,
    link: `insert into public.shot_generations (project_id, shot_id, generation_id, position)
      select t.project_id, s.id, t.id, 1 from public.tasks t join public.shots s using (project_id)
      where t.id = $1 and $2::text is not null`,
  }
  it.each([
    ['task', 'picture', 'link'],
    ['picture', 'task', 'link'],
    ['picture', 'link', 'task'],
  ] as const)(
    'F3b, mode 51: finished in commits of their own, %s then %s then %s, everything is there in both tabs',
    async (...order) => {
      const [a, b] = await twoTabs(studio)
      await sql(`insert into public.shots (project_id, name) values ($1, 'Opening')`, [a.project()])
      const [id] = await seedTasks(studio, a, { status: 'In Progress' })
      for (const { page } of [a, b]) {
        await taskRows(page).waitFor()
        await page.getByTestId('shot-row').waitFor()
      }
      for (const step of order) {
        const before = b.reads.length
        await sql(steps[step], [id, 'https://pictures.invalid/one.webp'])
        // The next commit comes when a tab has heard of this one, and asked.
        await soon(() => b.reads.length).toBeGreaterThan(before)
      }
      for (const tab of [a, b]) {
        await soon(tab.pictures).toBe(1)
        await tab.page.getByTestId('shot-row').getByText('1 picture').waitFor()
        await settles(tab.page, { Processing: 0, Succeeded: 1, Failed: 0 })
      }
    },
  )

  it('F7: a task whose worker died goes back to the queue, in its own row', async () => {
    const [a, b] = await twoTabs(studio)
    const [id = ''] = await seedTasks(studio, a, { status: 'In Progress' })
    for (const { page } of [a, b]) await taskRows(page).waitFor()
    const stillThere = await markTasks(b.page)
    await sql(
      `update public.tasks set status = 'Queued', generation_started_at = null where id = $1`,
      [id],
    )
    for (const { page } of [a, b]) {
      await soon(() => taskRow(page, id).getAttribute('data-status')).toBe('Queued')
      expect(await taskRow(page, id).textContent()).toMatch(/Queued \d+ s/)
    }
    expect(await stillThere()).toEqual([id])
    await settles(a.page, { Processing: 1, Succeeded: 0, Failed: 0 })
  })
})

describe('a film', () => {
  const progress = (page: Page) => page.getByTestId('film-progress')
  const states = (page: Page): Promise<(string | null)[]> =>
    page
      .getByTestId('film-step')
      .evaluateAll(all => all.map(each => each.getAttribute('data-status')))

  /** A film that a worker has begun: one part done, one to do, and the joining. */
  async function seedFilm({ project }: Tab): Promise<string> {
    const film = crypto.randomUUID()
    await sql(
      `insert into public.tasks (id, project_id, task_type, status, params, generation_started_at)
       values ($1, $2, 'travel_orchestrator', 'In Progress', '{"prompt":"a film"}', now())`,
      [film, project()],
    )
    await sql(
      `insert into public.tasks (project_id, task_type, status, params)
       select $2::uuid, case when n = 3 then 'travel_stitch' else 'travel_segment' end,
         case when n = 1 then 'Complete' else 'Queued' end::public.task_status,
         jsonb_build_object('prompt', 'part ' || n, 'index', n, 'orchestrator_task_id_ref', $1::text)
       from generate_series(1, 3) n`,
      [film, project()],
    )
    return film
  }

  it('F4, F5: is one row with its steps inside; when a step fails, the whole film is among the failed', async () => {
    const [a, b] = await twoTabs(studio)
    const film = await seedFilm(a)
    for (const { page } of [a, b]) {
      await soon(() => taskIds(page)).toEqual([film])
      await soon(() => taskCounts(page)).toEqual({ Processing: '1', Succeeded: '0', Failed: '0' })
    }
    const { page } = a
    await page.bringToFront()
    await taskRow(page, film).getByTestId('task-unfold').click()
    await progress(page).getByText('1 of 3 steps done').waitFor()
    expect(await states(page)).toEqual(['Complete', 'Queued', 'Queued'])

    // One part fails; the database gives the film and its other parts the same end.
    await sql(
      `update public.tasks set status = 'Failed', error_message = 'A part could not be drawn.'
       where params ->> 'orchestrator_task_id_ref' = $1 and params ->> 'index' = '2'`,
      [film],
    )
    for (const each of [a, b]) await settles(each.page, { Processing: 0, Succeeded: 0, Failed: 1 })
    await page.bringToFront()
    await groupTab(page, 'Failed').click()
    await taskRow(page, film).getByText('A part could not be drawn.').waitFor()
    await taskRow(page, film).getByTestId('task-unfold').click()
    await soon(() => states(page)).toEqual(['Complete', 'Failed', 'Failed'])
  })

  it('F6: that is cancelled takes its steps with it', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const film = await seedFilm(tab)
    await taskRow(page, film).hover()
    await taskRow(page, film).getByTestId('task-cancel').click()
    await settles(page, { Processing: 0, Succeeded: 0, Failed: 1 })
    await groupTab(page, 'Failed').click()
    await taskRow(page, film).getByTestId('task-unfold').click()
    await soon(() => states(page)).toEqual(['Complete', 'Cancelled', 'Cancelled'])
  })
})
