import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { liveTab, soon, twoTabs } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'
import {
  groupTab,
  holdNext,
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

describe('cancelling', () => {
  it('F6: a cancelled task leaves at once and stays away, in both tabs', async () => {
    const [a, b] = await twoTabs(studio)
    const [first = '', second] = await seedTasks(studio, a, { count: 2 })
    for (const { page } of [a, b]) await soon(() => taskRows(page).count()).toBe(2)
    await a.page.bringToFront()
    const held = await holdNext(a.page, 'PATCH')
    await taskRow(a.page, first).hover()
    await taskRow(a.page, first).getByTestId('task-cancel').click()
    await held.asked
    await soon(() => taskIds(a.page)).toEqual([second])
    expect(await taskCounts(a.page)).toEqual({ Processing: '1', Succeeded: '0', Failed: '1' })
    expect(await taskRows(b.page).count()).toBe(2)
    await held.release()
    for (const { page } of [a, b]) await settles(page, { Processing: 1, Succeeded: 0, Failed: 1 })
  })

  it('F6, mode 92: a task that is done before it can be cancelled ends as done, and that is said', async () => {
    const [a, b] = await twoTabs(studio)
    const [id = ''] = await seedTasks(studio, a, { status: 'In Progress' })
    for (const { page } of [a, b]) await taskRows(page).waitFor()
    await a.page.bringToFront()
    const held = await holdNext(a.page, 'PATCH')
    await taskRow(a.page, id).hover()
    await taskRow(a.page, id).getByTestId('task-cancel').click()
    await held.asked
    await a.page.getByText('Nothing in the works').waitFor()
    await sql(
      `update public.tasks set status = 'Complete', generation_processed_at = now() where id = $1`,
      [id],
    )
    await held.release()
    await a.page.getByTestId('notice').filter({ hasText: 'Too late to cancel' }).waitFor()
    for (const { page } of [a, b]) await settles(page, { Processing: 0, Succeeded: 1, Failed: 0 })
  })

  it('F6, mode 91: a cancel that fails puts its own row back and nothing else', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const [first = '', second = '', third = ''] = await seedTasks(studio, tab, { count: 3 })
    await soon(() => taskRows(page).count()).toBe(3)
    const held = await holdNext(page, 'PATCH')
    await taskRow(page, first).hover()
    await taskRow(page, first).getByTestId('task-cancel').click()
    await held.asked
    await taskRow(page, second).hover()
    await taskRow(page, second).getByTestId('task-cancel').click()
    await soon(() => taskIds(page)).toEqual([third])
    await held.release(route => route.fulfill({ status: 500, json: { message: 'no' } }))
    await page.getByTestId('notice').filter({ hasText: 'Nothing was cancelled' }).waitFor()
    await soon(() => taskIds(page)).toEqual([first, third])
    await settles(page, { Processing: 2, Succeeded: 0, Failed: 1 })
  })

  it('F6, mode 92: of all that are cancelled, those already done stay done, and it is said how many', async () => {
    const [a, b] = await twoTabs(studio)
    const [id = ''] = await seedTasks(studio, a, { status: 'In Progress' })
    await seedTasks(studio, a, { count: 2 })
    for (const { page } of [a, b]) await soon(() => taskRows(page).count()).toBe(3)
    await a.page.bringToFront()
    const held = await holdNext(a.page, 'PATCH')
    await a.page.getByTestId('cancel-all').click()
    await held.asked
    await a.page.getByText('Nothing in the works').waitFor()
    await soon(() => taskCounts(a.page)).toMatchObject({ Processing: '0', Failed: '3' })
    await sql(
      `update public.tasks set status = 'Complete', generation_processed_at = now() where id = $1`,
      [id],
    )
    await held.release()
    await a.page.getByTestId('notice').filter({ hasText: '2 of 3 were cancelled' }).waitFor()
    for (const { page } of [a, b]) await settles(page, { Processing: 0, Succeeded: 1, Failed: 2 })
  })
})

interface Light {
  readonly id: string | undefined
  readonly durations: readonly unknown[]
}

/** Notes which rows are lit or become so, and for how many milliseconds: it may be over before a test looks. */
async function watchLights(page: Page): Promise<() => Promise<readonly Light[]>> {
  const lights = await page.evaluateHandle(() => {
    const lit: { id: string | undefined; durations: unknown[] }[] = []
    const look = (): void => {
      const rows = document.querySelectorAll<HTMLElement>('[data-testid=task-row][data-fresh]')
      for (const row of rows) {
        const id = row.dataset['id']
        if (lit.some(one => one.id === id)) continue
        const durations = row.getAnimations().map(one => one.effect?.getTiming().duration)
        lit.push({ id, durations })
      }
    }
    new MutationObserver(look).observe(document.body, {
      attributes: true,
      childList: true,
      subtree: true,
    })
    look()
    return lit
  })
  return () => lights.jsonValue()
}

describe('the list of tasks', () => {
  it('a failed task says why, and is tried again as a new one that asks for the same', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const [id = ''] = await seedTasks(studio, tab, {
      status: 'Failed',
      error: 'The paint ran out.',
    })
    await soon(() => taskCounts(page)).toMatchObject({ Failed: '1' })
    await groupTab(page, 'Failed').click()
    await taskRow(page, id).getByText('The paint ran out.').waitFor()
    await taskRow(page, id).getByTestId('task-retry').click()
    await settles(page, { Processing: 1, Succeeded: 0, Failed: 1 })
    const again = await sql(
      `select count(distinct id), count(distinct params) as wishes from public.tasks
       where project_id = $1`,
      [tab.project()],
    )
    expect(again.rows).toEqual([{ count: '2', wishes: '1' }])
  })

  it('what has just come lights up; what was there, or comes with a page turn, does not', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    await seedTasks(studio, tab, { count: 60 })
    await soon(() => taskRows(page).count()).toBe(50)
    await page.reload()
    await tab.untilLive()
    await soon(() => taskRows(page).count()).toBe(50)
    await page.emulateMedia({ reducedMotion: 'no-preference' })
    const lit = await watchLights(page)
    await page.getByRole('button', { name: 'Next page' }).click()
    await soon(() => taskRows(page).count()).toBe(10)
    const [id] = await seedTasks(studio, tab)
    await soon(lit).toEqual([{ id, durations: [3_000] }])
    await page.locator('[data-testid=task-row][data-fresh]').waitFor({ state: 'detached' })

    await page.emulateMedia({ reducedMotion: 'reduce' })
    await seedTasks(studio, tab)
    await soon(() => taskRows(page).count()).toBe(12)
    expect(
      await taskRows(page).evaluateAll(all => all.flatMap(each => each.getAnimations())),
    ).toEqual([])
  })

  it('mode 59, 65: the page that is open stays true, and one that vanishes leads to the last one', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const made = await seedTasks(studio, tab, { count: 51, status: 'Complete' })
    await soon(() => taskCounts(page)).toMatchObject({ Succeeded: '51' })
    await groupTab(page, 'Succeeded').click()
    await soon(() => taskRows(page).count()).toBe(50)
    // The latest first.
    expect(await taskRows(page).first().getAttribute('data-id')).toBe(made.at(-1))
    await page.getByRole('button', { name: 'Next page' }).click()
    await soon(() => taskIds(page)).toEqual([made[0]])
    await seedTasks(studio, tab, { status: 'Complete' })
    await soon(() => taskRows(page).count()).toBe(2)
    await sql('delete from public.tasks where id = any ($1)', [made.slice(0, 2)])
    await soon(() => taskRows(page).count()).toBe(50)
    await soon(() => taskCounts(page)).toMatchObject({ Succeeded: '50' })
  })
})
