import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newPerson, type Tab } from '../support/person.ts'
import { changeFrames } from '../support/source.ts'
import { startStudio, type Studio } from '../support/studio.ts'
import { countTasks } from '../support/tasks.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const visit = async (): Promise<Tab> => (await newPerson(studio)).open()

const prompt = (page: Page) => page.getByTestId('prompt-input')
const problem = (page: Page) => page.getByTestId('composer-problem')
const submit = (page: Page) => page.getByTestId('submit').click()

describe('a prompt that cannot be sent', () => {
  it('is told so when it is empty', async () => {
    const tab = await visit()
    const { page } = tab
    await tab.ask('   ')
    expect(await problem(page).textContent()).toContain('Write what the picture should show')
    expect(await countTasks(studio, tab)).toBe(0)
  })

  it('keeps all of its 10,000 characters, and is told how many are too many', async () => {
    const tab = await visit()
    const { page } = tab
    await tab.ask('x'.repeat(10_000))
    expect(await problem(page).textContent()).toContain('10,000 characters')
    expect((await prompt(page).inputValue()).length).toBe(10_000)
    expect(await countTasks(studio, tab)).toBe(0)
  })

  it('keeps its text when the count is 0 or 1000, and goes once that is put right', async () => {
    const tab = await visit()
    const { page } = tab
    for (const count of [0, 1000]) {
      await tab.ask('a fox', count)
      expect(await problem(page).textContent()).toContain('1 to 16')
      expect(await prompt(page).inputValue()).toBe('a fox')
    }
    await tab.ask('a fox', 3)
    await page.getByTestId('composer-sent').waitFor()
    expect(await countTasks(studio, tab)).toBe(3)
  })
})

/** Lets one batch reach the backend and loses the answer. */
async function loseNextAnswer(page: Page): Promise<void> {
  let lost = false
  await page.route(
    url => url.pathname === '/rest/v1/tasks',
    async route => {
      if (lost || route.request().method() !== 'POST') return route.fallback()
      lost = true
      await route.fetch()
      await route.abort('connectionreset')
    },
  )
}

describe('a connection lost while submitting', () => {
  it('keeps the text, says so, and doubles nothing when it is sent again', async () => {
    const tab = await visit()
    const { page } = tab
    await loseNextAnswer(page)
    await tab.ask('a lighthouse', 4)
    await problem(page).waitFor()
    expect(await problem(page).textContent()).toContain('The connection was lost')
    expect(await prompt(page).inputValue()).toBe('a lighthouse')
    await submit(page)
    await page.getByTestId('composer-sent').waitFor()
    expect(await prompt(page).inputValue()).toBe('')
    expect(await countTasks(studio, tab)).toBe(4)
  })

  it('doubles nothing across a reload either', async () => {
    const tab = await visit()
    const { page } = tab
    await loseNextAnswer(page)
    await tab.ask('a lighthouse', 2)
    await problem(page).waitFor()
    await page.reload()
    expect(await prompt(page).inputValue()).toBe('a lighthouse')
    await submit(page)
    await page.getByTestId('composer-sent').waitFor()
    expect(await countTasks(studio, tab)).toBe(2)
  })

  it('makes one batch out of two presses in a hurry', async () => {
    const tab = await visit()
    const { page } = tab
    await prompt(page).fill('a fox')
    await prompt(page).press('Enter')
    await prompt(page).press('Enter')
    await page.getByTestId('composer-sent').or(problem(page)).first().waitFor()
    expect(await countTasks(studio, tab)).toBe(1)
  })
})

describe('a project deleted meanwhile', () => {
  it('is said where it was, with the way to another, and the prompt comes along', async () => {
    const tab = await visit()
    const { page } = tab
    await page.getByTestId('project-switcher').click()
    await page.getByTestId('project-create').click()
    await page.getByTestId('name-input').fill('Short-lived')
    await page.getByTestId('name-save').click()
    await page.getByTestId('project-switcher').filter({ hasText: 'Short-lived' }).waitFor()
    await tab.untilLive()
    await prompt(page).fill('a half-written prompt')
    await studio.backend.sql('delete from public.projects where id = $1', [tab.project()])
    await page.getByTestId('project-gone').waitFor()
    await page.getByTestId('project-gone').getByText('My first project').click()
    expect(await prompt(page).inputValue()).toBe('a half-written prompt')
  })

  it('is said on submitting when the page has not heard of it yet', async () => {
    const tab = await visit()
    const { page } = tab
    const id = tab.project()
    await tab.untilCaughtUp()
    studio.backend.faults.add({ type: 'frame-skip', what: changeFrames })
    await page.route(
      url => url.pathname === '/rest/v1/projects',
      route => route.abort(),
    )
    await studio.backend.sql('delete from public.projects where id = $1', [id])
    await tab.ask('a fox')
    await problem(page).waitFor()
    expect(await problem(page).textContent()).toContain('This project was deleted meanwhile')
    expect(await prompt(page).inputValue()).toBe('a fox')
  })
})
