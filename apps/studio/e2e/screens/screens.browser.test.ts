import type { Page } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newPerson, soon, type Person, type Tab } from '../support/person.ts'
import { addPictures } from '../support/pictures.ts'
import { onFeed } from '../support/source.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const pictures = (page: Page) => page.getByTestId('gallery-item')
const lightbox = (page: Page) => page.getByTestId('lightbox')

const visit = async (): Promise<Tab> => (await newPerson(studio)).open()

/** A tab whose project has so many pictures on screen. */
async function visitWith(
  count: number,
  person?: Person,
): Promise<{ tab: Tab; page: Page; ids: string[] }> {
  const tab = await (person ?? (await newPerson(studio))).open()
  await tab.untilLive()
  const ids = await addPictures(studio, tab, count)
  await pictures(tab.page)
    .nth(Math.min(count, 45) - 1)
    .waitFor()
  return { tab, page: tab.page, ids }
}

async function ask(text: string, values: readonly unknown[]): Promise<string | null | undefined> {
  const { rows } = await studio.backend.sql(text, values)
  return rows[0]?.['answer']
}

describe('a first visit', () => {
  it('has a project of its own and says what to do', async () => {
    const { page } = await visit()
    await page.getByText('No pictures yet').waitFor()
    await page.getByText('Nothing in the works').waitFor()
    expect(await page.getByTestId('project-switcher').textContent()).toContain('My first project')
  })

  it('makes one first project, not one for each tab', async () => {
    const person = await newPerson(studio)
    const tab = await person.open()
    await Promise.all([person.open(), person.open()])
    const count = await ask(
      'select count(*) as answer from public.projects where user_id = (select user_id from public.projects where id = $1)',
      [tab.project()],
    )
    expect(count).toBe('1')
  })
})

describe('the gallery', () => {
  it('keeps what is on screen in place while it refetches', async () => {
    const { tab, page } = await visitWith(3)
    await pictures(page).evaluateAll(tiles => {
      for (const tile of tiles) tile.setAttribute('data-same', 'true')
    })
    await page.evaluate(() => {
      const seen: number[] = []
      Object.assign(globalThis, { seen })
      new MutationObserver(() =>
        seen.push(document.querySelectorAll('[data-testid=gallery-item]').length),
      ).observe(document.body, { childList: true, subtree: true })
    })
    await addPictures(studio, tab, 1)
    await pictures(page).nth(3).waitFor()
    expect(await page.locator('[data-testid=gallery-item][data-same]').count()).toBe(3)
    const seen = await page.evaluate(() => (globalThis as unknown as { seen: number[] }).seen)
    expect(Math.min(...seen)).toBeGreaterThanOrEqual(3)
  })

  it('stars at once and for good', async () => {
    const { page, ids } = await visitWith(1)
    await pictures(page).hover()
    await page.getByTestId('star').click()
    await page.locator('[data-testid=star][aria-pressed=true]').waitFor()
    await soon(() =>
      ask('select starred as answer from public.generations where id = $1', [ids[0]]),
    ).toBe('t')
    await page.getByRole('button', { name: 'Starred' }).click()
    await page.waitForURL(/starred=1/)
    await soon(() => pictures(page).count()).toBe(1)
  })

  it('takes a star back, and says why, when it could not be saved', async () => {
    const { page } = await visitWith(1)
    studio.backend.faults.set({ rest: { status: 503 } })
    await pictures(page).hover()
    await page.getByTestId('star').click()
    await page.getByTestId('notice').filter({ hasText: 'The star was not saved' }).waitFor()
    await page.locator('[data-testid=star][aria-pressed=false]').waitFor()
    studio.backend.faults.reset()
  })
})

describe('the lightbox', () => {
  it('turns with the arrows, stops at the ends and closes with Escape', async () => {
    const { page, ids } = await visitWith(2)
    const [older, newer] = ids
    await pictures(page).first().getByRole('button', { name: /^Open/ }).click()
    const shown = (): Promise<string | null> => lightbox(page).getAttribute('data-id')
    expect(await shown()).toBe(newer)
    await page.keyboard.press('ArrowRight')
    await soon(shown).toBe(older)
    await page.keyboard.press('ArrowRight')
    expect(await shown()).toBe(older)
    await page.keyboard.press('ArrowLeft')
    await soon(shown).toBe(newer)
    await page.keyboard.press('Escape')
    await lightbox(page).waitFor({ state: 'detached' })
  })

  it('stays on its picture while new ones push that off the page', async () => {
    const { tab, page, ids } = await visitWith(45)
    await pictures(page).last().getByRole('button', { name: /^Open/ }).click()
    expect(await lightbox(page).getAttribute('data-id')).toBe(ids[0])
    const [added] = await addPictures(studio, tab, 1)
    await page
      .locator(`[data-testid=gallery-item][data-id="${added}"]`)
      .waitFor({ state: 'attached' })
    expect(await lightbox(page).getAttribute('data-id')).toBe(ids[0])
  })

  it('deletes after asking, and goes on to the next', async () => {
    const { page, ids } = await visitWith(2)
    await pictures(page).first().getByRole('button', { name: /^Open/ }).click()
    await page.getByTestId('delete-generation').click()
    await page.getByTestId('confirm').click()
    await soon(() => lightbox(page).getAttribute('data-id')).toBe(ids[0])
    // It is off the screen before the database knows.
    await soon(() =>
      ask('select count(*) as answer from public.generations where id = $1', [ids[1]]),
    ).toBe('0')
  })
})

async function queue({ project }: Tab, count: number, secondsAgo = 0): Promise<void> {
  await studio.backend.sql(
    `insert into public.tasks (project_id, params, created_at)
     select $1::uuid, jsonb_build_object('prompt', 'task ' || n), now() - $2::int * interval '1 s'
     from generate_series(1, $3::int) n`,
    [project(), secondsAgo, count],
  )
}

describe('tasks', () => {
  it('are counted by group, cancelled one by one and all at once', async () => {
    const tab = await visit()
    const { page } = tab
    await tab.untilLive()
    await queue(tab, 3)
    const rows = page.locator('[data-testid=task-row][data-status=Queued]')
    await soon(() => rows.count()).toBe(3)
    await rows.first().hover()
    await rows.first().getByTestId('task-cancel').click()
    await soon(() => rows.count()).toBe(2)
    await page.getByTestId('cancel-all').click()
    await page.getByText('Nothing in the works').waitFor()
    await page
      .locator('[data-group=Failed]')
      .locator('[data-testid=task-count][data-count="3"]')
      .waitFor()
    await page.locator('[data-group=Failed]').click()
    await soon(() => page.locator('[data-testid=task-row][data-status=Cancelled]').count()).toBe(3)
  })

  it('that no worker takes are said to wait for one', async () => {
    const tab = await visit()
    const { page } = tab
    await tab.untilLive()
    await queue(tab, 1, 30)
    await page.getByTestId('worker-away').waitFor()
    await studio.backend.sql(
      `update public.tasks set status = 'In Progress' where project_id = $1`,
      [tab.project()],
    )
    await page.getByTestId('worker-away').waitFor({ state: 'detached' })
  })

  it('that a worker had begun when it died are said to be kept', async () => {
    const tab = await visit()
    const { page } = tab
    await tab.untilLive()
    await queue(tab, 2, 30)
    const begin = `update public.tasks set status = 'In Progress', generation_started_at = now() - $2::interval
      where id = (select id from public.tasks where project_id = $1 order by created_at, id limit 1)`
    await studio.backend.sql(begin, [tab.project(), '30 seconds'])
    await page.getByTestId('worker-away').waitFor()
    await studio.backend.sql(begin, [tab.project(), '0 seconds'])
    await page.getByTestId('worker-away').waitFor({ state: 'detached' })
  })
})

describe('a backend that does not answer', () => {
  it('is said, with everything still on screen, until it is back', async () => {
    const { tab, page, ids } = await visitWith(2)
    studio.backend.faults.set({ rest: { status: 503 } })
    await addPictures(studio, tab, 1)
    await page.locator('[data-testid=backend-banner][data-kind=away]').waitFor()
    const shown = await pictures(page).evaluateAll(all => all.map(one => one.dataset['id']))
    expect(shown).toEqual(expect.arrayContaining(ids))
    studio.backend.faults.reset()
    await page.getByTestId('backend-banner').waitFor({ state: 'detached' })
    await soon(() => pictures(page).count()).toBe(3)
  })
})

describe('the status chip', () => {
  it('tells live from polling, and realtime can be switched off and on', async () => {
    const tab = await visit()
    const { page } = tab
    await tab.untilLive()
    const chip = page.getByTestId('status-chip')
    await chip.click()
    await page.getByTestId('realtime-switch').click()
    await page.locator('[data-testid=status-chip][data-status=disabled]').waitFor()
    await soon(() => chip.textContent()).toMatch(/Polling every 5 s.*updated \d+ s ago/)
    await page.getByTestId('realtime-switch').click()
    // Catching up comes before.
    await soon(() => chip.textContent()).toBe('Live now')
  })
})

describe('a table that is not published', () => {
  it('C6: is named and polled, and the others are live', async () => {
    await studio.backend.sql('alter publication supabase_realtime drop table public.shots')
    try {
      const tab = await visit()
      const { page } = tab
      await tab.untilLive()
      await page.getByTestId('status-chip').click()
      await page.getByTestId('status-age').waitFor()
      // The feed needs no publication: nothing is refused.
      const refused = await page.getByTestId('status-muted').allTextContents()
      expect(refused).toEqual(onFeed ? [] : [expect.stringContaining('changes of shots')])
      await page.keyboard.press('Escape')
      const [added] = await addPictures(studio, tab, 1)
      await page.locator(`[data-testid=gallery-item][data-id="${added}"]`).waitFor()
      await studio.backend.sql(
        `insert into public.shots (project_id, name) values ($1, 'Made elsewhere')`,
        [tab.project()],
      )
      await page.getByText('Made elsewhere').first().waitFor()
    } finally {
      await studio.backend.sql('alter publication supabase_realtime add table public.shots')
    }
  })
})

describe('starting over', () => {
  it('shows nothing of the one before, here or in another tab', async () => {
    const person = await newPerson(studio)
    const { tab, page } = await visitWith(2, person)
    const other = await person.open()
    await soon(other.pictures).toBe(2)
    const before = tab.project()
    await page.bringToFront()
    await page.getByTestId('account').click()
    await page.getByTestId('sign-out').click()
    await page.getByTestId('confirm').click()
    for (const each of [tab, other]) {
      await each.page.getByText('No pictures yet').waitFor()
      expect(each.project()).not.toBe(before)
      expect(await each.pictures()).toBe(0)
    }
    expect(other.project()).toBe(tab.project())
  })
})
