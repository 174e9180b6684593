import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { commitTaskIn } from '../support/commit.ts'
import { goTo } from '../support/go-to.ts'
import { hold } from '../support/hold.ts'
import { liveTab, soon, twoTabs, type Tab } from '../support/person.ts'
import { topicOf } from '../support/source.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const switcher = (page: Page) => page.getByTestId('project-switcher')
const options = (page: Page) => page.getByTestId('project-option')
const rows = (page: Page) => page.getByTestId('task-row')

const sql = (text: string, values: readonly unknown[]) => studio.backend.sql(text, values)

/** More projects for whoever has the one that is open; returns their ids. */
async function addProjects({ project }: Tab, ...names: string[]): Promise<string[]> {
  const { rows: made } = await sql(
    `insert into public.projects (name, user_id, created_at)
     select name, (select user_id from public.projects where id = $1), now() + n * interval '1 s'
     from unnest($2::text[]) with ordinality as wanted (name, n) returning id`,
    [project(), names],
  )
  return made.map(row => row['id'] ?? '')
}

describe('switching projects', () => {
  it('F16, mode 31: nothing of the last project is on screen while the next one loads', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const [other = ''] = await addProjects(tab, 'Other')
    await commitTaskIn(studio, tab.project(), 'of the first')
    await rows(page).getByText('of the first').waitFor()
    const release = await hold(
      page,
      url => url.pathname.startsWith('/rest/v1/') && url.search.includes(other),
    )
    await switcher(page).click()
    await options(page).filter({ hasText: 'Other' }).click()
    await switcher(page).filter({ hasText: 'Other' }).waitFor()
    await page.waitForURL(`**/p/${other}*`)
    expect(await rows(page).count()).toBe(0)
    expect(await page.getByTestId('gallery-item').count()).toBe(0)
    // Unknown is not 0, and not what the other had.
    expect(await page.locator('[data-testid=task-count][data-count]').count()).toBe(0)
    release()
    await page.getByText('Nothing in the works').waitFor()
    await page.getByText('No pictures yet').waitFor()
  })

  it('F16, mode 30: from A to B and back in a hurry ends on A alone', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    const a = tab.project()
    const [b = ''] = await addProjects(tab, 'B')
    await commitTaskIn(studio, a, 'in A')
    await rows(page).getByText('in A').waitFor()
    await page.evaluate(() => {
      const seen = new Set<string>()
      Object.assign(globalThis, { seen })
      new MutationObserver(() => {
        const name = document.querySelector('[data-testid=project-switcher]')?.textContent
        for (const { textContent } of document.querySelectorAll('[data-testid=task-row]'))
          if (name === 'B') seen.add(textContent)
      }).observe(document.body, { childList: true, subtree: true })
    })
    await goTo(tab, b, a, b, a)
    await switcher(page).filter({ hasText: 'My first project' }).waitFor()
    await tab.untilLive()
    const heardBefore = (await tab.trace()).length
    await commitTaskIn(studio, b, 'in B')
    await commitTaskIn(studio, a, 'later in A')
    await rows(page).getByText('later in A').waitFor()
    expect(await rows(page).count()).toBe(2)
    const events = (await tab.trace())
      .slice(heardBefore)
      .filter(({ part, what }) => part === 'router' && what === 'event')
    expect(JSON.stringify(events)).not.toContain(b)
    expect(
      await page.evaluate(() => [...(Reflect.get(globalThis, 'seen') as Set<string>)]),
    ).toEqual([])
    const left = (id: string): number => {
      const about = tab.frames.filter(({ way, topic }) => way === 'sent' && topic === topicOf(id))
      const sent = (wanted: string): number => about.filter(({ event }) => event === wanted).length
      return sent('phx_join') - sent('phx_leave')
    }
    expect([left(a), left(b)]).toEqual([1, 0])
    expect(tab.errors).toEqual([])
  })
})

describe('a project', () => {
  it('F16: that is made is open, and is in the other tab’s list', async () => {
    const [a, b] = await twoTabs(studio)
    await a.page.bringToFront()
    await switcher(a.page).click()
    await a.page.getByTestId('project-create').click()
    await a.page.getByTestId('name-input').fill('Autumn')
    await a.page.getByTestId('name-input').press('Enter')
    await switcher(a.page).filter({ hasText: 'Autumn' }).waitFor()
    await a.untilLive()
    await b.page.bringToFront()
    await switcher(b.page).click()
    await options(b.page).filter({ hasText: 'Autumn' }).waitFor()
  })

  it('mode 103: has its new name at once, and of two in a hurry the last one, in both tabs', async () => {
    const [a, b] = await twoTabs(studio)
    const { page } = a
    await page.bringToFront()
    const release = await hold(page, url => url.pathname === '/rest/v1/projects', 'PATCH')
    for (const name of ['One', 'Two', 'Three']) {
      await switcher(page).click()
      await page.getByTestId('project-rename').click()
      await page.getByTestId('name-input').fill(name)
      await page.getByTestId('name-input').press('Enter')
      await switcher(page).filter({ hasText: name }).waitFor()
    }
    expect(await switcher(b.page).textContent()).toBe('My first project')
    release()
    await switcher(b.page).filter({ hasText: 'Three' }).waitFor()
    await switcher(page).filter({ hasText: 'Three' }).waitFor()
    const found = await sql('select name from public.projects where id = $1', [a.project()])
    expect(found.rows).toEqual([{ name: 'Three' }])
  })

  it('mode 91: has its old name back when it could not be renamed', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    studio.backend.faults.add(
      { type: 'http-error', service: 'rest', status: 500 },
      { count: 1, method: 'PATCH' },
    )
    await switcher(page).click()
    await page.getByTestId('project-rename').click()
    await page.getByTestId('name-input').fill('Never')
    await page.getByTestId('name-input').press('Enter')
    await page.getByTestId('notice').filter({ hasText: 'was not renamed to “Never”' }).waitFor()
    await switcher(page).filter({ hasText: 'My first project' }).waitFor()
  })

  it('F16: that is deleted leads to another one, and the other tab says that it is gone', async () => {
    const [a, b] = await twoTabs(studio)
    const { page } = a
    await addProjects(a, 'Other')
    const first = a.project()
    await page.bringToFront()
    await switcher(page).click()
    await options(page).filter({ hasText: 'Other' }).waitFor()
    await page.getByTestId('project-delete').click()
    await page.getByTestId('confirm').click()
    await switcher(page).filter({ hasText: 'Other' }).waitFor()
    expect(await page.getByTestId('project-gone').count()).toBe(0)
    await b.page.getByTestId('project-gone').waitFor()
    const left = await sql('select id from public.projects where id = $1', [first])
    expect(left.rows).toEqual([])
  })

  it('F16: that was the only one is followed by a new first project', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    await commitTaskIn(studio, tab.project(), 'of the old')
    await rows(page).waitFor()
    await switcher(page).click()
    await page.getByTestId('project-delete').click()
    await page.getByTestId('confirm').click()
    await page.getByText('Nothing in the works').waitFor()
    await switcher(page).filter({ hasText: 'My first project' }).waitFor()
    await tab.untilLive()
    expect(tab.errors).toEqual([])
  })

  it('is found among many by a few letters, with the keyboard alone', async () => {
    const tab = await liveTab(studio)
    const { page } = tab
    await addProjects(tab, ...Array.from({ length: 9 }, (_, n) => `Film ${n + 1}`), 'Autumn walk')
    await switcher(page).focus()
    await page.keyboard.press('Enter')
    await page.getByTestId('project-search').waitFor()
    await soon(() => options(page).count()).toBe(11)
    await page.keyboard.type('walk aut')
    await soon(() => options(page).allTextContents()).toEqual(['Autumn walk'])
    await page.keyboard.press('ArrowDown')
    await page.keyboard.press('Enter')
    await switcher(page).filter({ hasText: 'Autumn walk' }).waitFor()
  })
})
