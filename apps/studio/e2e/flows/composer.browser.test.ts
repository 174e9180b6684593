import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { openOnClock, soonOnClock } from '../support/page-clock.ts'
import { liveTab, soon, twoTabs } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'
import {
  countTasks,
  holdNext,
  markTasks,
  seedTasks,
  settles,
  taskCounts,
  taskIds,
  taskRows,
} from '../support/tasks.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const prompt = (page: Page) => page.getByTestId('prompt-input')
const problem = (page: Page) => page.getByTestId('composer-problem')

describe('asking for pictures', () => {
  it('F1, mode 90, 93: two prompts with two pictures each are four rows at once, which become the tasks', async () => {
    const [a, b] = await twoTabs(studio)
    const held = await holdNext(a.page, 'POST')
    await a.ask('a fox\n\na cat', 2)
    await held.asked
    await soon(() => a.page.locator('[data-testid=task-row][data-pending]').count()).toBe(4)
    expect(await taskCounts(a.page)).toMatchObject({ Processing: '4' })
    expect(await prompt(a.page).inputValue()).toBe('')
    expect(await taskRows(b.page).count()).toBe(0)
    const stillThere = await markTasks(a.page)
    const placeholders = await taskIds(a.page)

    await held.release()
    await soon(() => a.page.locator('[data-testid=task-row]:not([data-pending])').count()).toBe(4)
    expect(await stillThere()).toEqual(placeholders)
    await soon(() => taskIds(b.page)).toEqual(placeholders)
    expect(await taskRows(a.page).getByText('a fox').count()).toBe(2)
    await settles(a.page, { Processing: 4, Succeeded: 0, Failed: 0 })
    await settles(b.page, { Processing: 4, Succeeded: 0, Failed: 0 })
    expect(await countTasks(studio, a)).toBe(4)
  })

  it('F1, mode 93: when it fails the rows leave, the text is back, and it is said once', async () => {
    const { page, ...tab } = await liveTab(studio)
    const held = await holdNext(page, 'POST')
    await tab.ask('a fox', 2)
    await taskRows(page).nth(1).waitFor()
    await prompt(page).fill('a cat')
    await held.release(route => route.fulfill({ status: 503, json: { message: 'down' } }))
    await problem(page).waitFor()
    expect(await problem(page).textContent()).toContain('cannot take tasks right now')
    expect(await prompt(page).inputValue()).toBe('a fox\na cat')
    await page.getByText('Nothing in the works').waitFor()
    expect(await taskCounts(page)).toMatchObject({ Processing: '0' })
    expect(await page.getByTestId('notice').count()).toBe(0)
    await page.getByTestId('submit').click()
    await soon(() => taskRows(page).count()).toBe(4)
    await problem(page).waitFor({ state: 'detached' })
  })

  it('mode 93, 102: a send without an answer ends by itself, and sent again doubles nothing', async () => {
    const tab = await openOnClock(studio)
    const { page } = tab
    await tab.untilCaughtUp()
    const held = await holdNext(page, 'POST')
    await tab.ask('a lighthouse', 3)
    // It came through, and only its answer never comes.
    await (await held.asked).fetch()
    await soonOnClock(tab, () => problem(page).count()).toBe(1)
    expect(await problem(page).textContent()).toContain('no answer within 20 seconds')
    expect(await prompt(page).inputValue()).toBe('a lighthouse')
    await page.getByTestId('submit').click()
    await page.getByTestId('composer-sent').waitFor()
    await settles(page, { Processing: 3, Succeeded: 0, Failed: 0 })
    expect(await countTasks(studio, tab)).toBe(3)
  })

  it.each(['has not reached the backend', 'has, and was not answered'])(
    'mode 93: a reload while a batch is on its way, which %s, ends with each task once',
    async so => {
      const tab = await liveTab(studio)
      const { page } = tab
      const held = await holdNext(page, 'POST')
      await tab.ask('a heron', 2)
      const route = await held.asked
      await taskRows(page).nth(1).waitFor()
      const wanted = await taskIds(page)
      if (so !== 'has not reached the backend') await route.fetch()
      await page.reload()
      await soon(() => taskIds(page)).toEqual(wanted)
      await soon(() => page.locator('[data-testid=task-row]:not([data-pending])').count()).toBe(2)
      expect(await prompt(page).inputValue()).toBe('')
      expect(await countTasks(studio, tab)).toBe(2)
    },
  )

  it('F1: more than 200 open tasks are refused with the reason, and nothing is lost', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    await seedTasks(studio, tab, { count: 199 })
    await soon(() => taskCounts(page)).toMatchObject({ Processing: '199' })
    await tab.ask('a fox', 2)
    await problem(page).waitFor()
    expect(await problem(page).textContent()).toContain('200 open tasks')
    expect(await prompt(page).inputValue()).toBe('a fox')
    await soon(() => taskCounts(page)).toMatchObject({ Processing: '199' })
    await tab.ask(Array.from({ length: 51 }, (_, n) => `fox ${n}`).join('\n'), 4)
    await problem(page).getByText('204 tasks').waitFor()
    expect(await countTasks(studio, tab)).toBe(199)
  })
})
