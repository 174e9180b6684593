import type { Page, Route } from 'playwright-core'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import { newPerson, soon, type Tab } from '../support/person.ts'
import { startStudio, type Studio } from '../support/studio.ts'

let studio: Studio
beforeAll(async () => {
  studio = await startStudio({ worker: false })
})
afterEach(() => studio.leave())
afterAll(() => studio.stop())

const groups = ['Processing', 'Succeeded', 'Failed'] as const
type Group = (typeof groups)[number]

const rows = (page: Page) => page.getByTestId('task-row')
const row = (page: Page, id: string) => page.locator(`[data-testid=task-row][data-id="${id}"]`)
const tabOf = (page: Page, group: Group) =>
  page.locator(`[data-testid=task-group][data-group=${group}]`)
const prompt = (page: Page) => page.getByTestId('prompt-input')
const problem = (page: Page) => page.getByTestId('composer-problem')

const ids = (page: Page): Promise<(string | null)[]> =>
  rows(page).evaluateAll(all => all.map(each => each.getAttribute('data-id')))

/** What the three badges say; undefined while a badge says nothing. */
async function counts(page: Page): Promise<Record<Group, string | null>> {
  const count = (group: Group): Promise<string | null> =>
    tabOf(page, group).getByTestId('task-count').getAttribute('data-count')
  const [Processing, Succeeded, Failed] = await Promise.all(groups.map(count))
  return { Processing: Processing ?? null, Succeeded: Succeeded ?? null, Failed: Failed ?? null }
}

/** Waits until the badges say so, and each list has as many rows as its badge says. */
async function settles(page: Page, expected: Record<Group, number>): Promise<void> {
  await page.bringToFront()
  await soon(() => counts(page)).toEqual(
    Object.fromEntries(groups.map(group => [group, String(expected[group])])),
  )
  for (const group of groups) {
    await tabOf(page, group).click()
    await page.locator(`[data-testid=task-group][data-group=${group}][data-state=active]`).waitFor()
    await soon(() => rows(page).count()).toBe(expected[group])
  }
  await tabOf(page, 'Processing').click()
}

/** Two live tabs of one person on the same project. */
async function twoTabs(): Promise<readonly [Tab, Tab]> {
  const person = await newPerson(studio)
  const a = await person.open()
  const b = await person.open(a.address())
  await a.untilLive()
  await b.untilLive()
  return [a, b]
}

const visit = async (): Promise<Tab> => {
  const tab = await (await newPerson(studio)).open()
  await tab.untilLive()
  return tab
}

/** A part of a task that stands so in the database. */
const sql = (text: string, values: readonly unknown[]) => studio.backend.sql(text, values)

async function countTasks({ project }: Tab): Promise<number> {
  const found = await sql('select count(*) from public.tasks where project_id = $1', [project()])
  return Number(found.rows[0]?.['count'])
}

interface Seed {
  readonly count?: number
  readonly status?: string
  readonly error?: string
}

/** Tasks that somebody asked for a while ago; returns their ids, oldest first. */
async function seed({ project }: Tab, wanted: Seed = {}): Promise<string[]> {
  const { count = 1, status = 'Queued', error = null } = wanted
  const { rows: made } = await sql(
    `insert into public.tasks (project_id, params, created_at, status, error_message,
       generation_started_at, generation_processed_at)
     select $1::uuid, jsonb_build_object('prompt', 'task ' || n, 'seed', n),
       now() - interval '5 s' + n * interval '1 ms', $3::public.task_status, $4,
       case when $3 = 'Queued' then null else now() - interval '3 s' end,
       case when $3 in ('Queued', 'In Progress') then null else now() + n * interval '1 ms' end
     from generate_series(1, $2::int) n
     returning id`,
    [project(), count, status, error],
  )
  return made.map(each => each['id'] ?? '')
}

/** Remembers the elements of the rows on screen; the answer tells which ids still have theirs. */
async function mark(page: Page): Promise<() => Promise<(string | undefined)[]>> {
  await rows(page).evaluateAll(all => all.forEach(each => each.setAttribute('data-same', '')))
  return () =>
    rows(page).evaluateAll(all =>
      all
        .filter((each): each is HTMLElement => each.hasAttribute('data-same'))
        .map(each => each.dataset['id']),
    )
}

interface Held {
  /** Resolves when the request is there. */
  readonly asked: Promise<Route>
  readonly release: (how?: (route: Route) => Promise<void>) => Promise<void>
}

/** Stops the page's next request of this kind on its way, until it is released. */
async function holdNext(page: Page, method: 'POST' | 'PATCH', table = 'tasks'): Promise<Held> {
  let tell: (route: Route) => void = () => undefined
  const asked = new Promise<Route>(resolve => {
    tell = resolve
  })
  let taken = false
  await page.route(
    url => url.pathname === `/rest/v1/${table}`,
    async route => {
      if (taken || route.request().method() !== method) return route.fallback()
      taken = true
      tell(route)
    },
  )
  return {
    asked,
    release: async (how = route => route.continue()) => how(await asked),
  }
}

const PICTURE = `<svg xmlns="http://www.w3.org/2000/svg" width="40" height="30"/>`

describe('asking for pictures', () => {
  it('F1, mode 90, 93: two prompts with two pictures each are four rows at once, which become the tasks', async () => {
    const [a, b] = await twoTabs()
    const held = await holdNext(a.page, 'POST')
    await a.ask('a fox\n\na cat', 2)
    await held.asked
    await soon(() => a.page.locator('[data-testid=task-row][data-pending]').count()).toBe(4)
    expect(await counts(a.page)).toMatchObject({ Processing: '4' })
    expect(await prompt(a.page).inputValue()).toBe('')
    expect(await rows(b.page).count()).toBe(0)
    const stillThere = await mark(a.page)
    const placeholders = await ids(a.page)

    await held.release()
    await soon(() => a.page.locator('[data-testid=task-row]:not([data-pending])').count()).toBe(4)
    expect(await stillThere()).toEqual(placeholders)
    await soon(() => ids(b.page)).toEqual(placeholders)
    expect(await rows(a.page).getByText('a fox').count()).toBe(2)
    await settles(a.page, { Processing: 4, Succeeded: 0, Failed: 0 })
    await settles(b.page, { Processing: 4, Succeeded: 0, Failed: 0 })
    expect(await countTasks(a)).toBe(4)
  })

  it('F1, mode 93: when it fails the rows leave, the text is back, and it is said once', async () => {
    const { page, ...tab } = await visit()
    const held = await holdNext(page, 'POST')
    await tab.ask('a fox', 2)
    await rows(page).nth(1).waitFor()
    await prompt(page).fill('a cat')
    await held.release(route => route.fulfill({ status: 503, json: { message: 'down' } }))
    await problem(page).waitFor()
    expect(await problem(page).textContent()).toContain('cannot take tasks right now')
    expect(await prompt(page).inputValue()).toBe('a fox\na cat')
    await page.getByText('Nothing in the works').waitFor()
    expect(await counts(page)).toMatchObject({ Processing: '0' })
    expect(await page.getByTestId('notice').count()).toBe(0)
    await page.getByTestId('submit').click()
    await soon(() => rows(page).count()).toBe(4)
    await problem(page).waitFor({ state: 'detached' })
  })

  it('mode 93, 102: a send without an answer ends by itself, and sent again doubles nothing', async () => {
    const tab = await visit()
    const { page } = tab
    await page.addInitScript(() => {
      const timeout = AbortSignal.timeout.bind(AbortSignal)
      AbortSignal.timeout = ms => timeout(ms / 40)
    })
    await page.reload()
    await tab.untilLive()
    const held = await holdNext(page, 'POST')
    await tab.ask('a lighthouse', 3)
    // It came through, and only its answer never comes.
    await (await held.asked).fetch()
    await problem(page).waitFor()
    expect(await problem(page).textContent()).toContain('no answer within 20 seconds')
    expect(await prompt(page).inputValue()).toBe('a lighthouse')
    await page.getByTestId('submit').click()
    await page.getByTestId('composer-sent').waitFor()
    await settles(page, { Processing: 3, Succeeded: 0, Failed: 0 })
    expect(await countTasks(tab)).toBe(3)
  })

  it.each(['has not reached the backend', 'has, and was not answered'])(
    'mode 93: a reload while a batch is on its way, which %s, ends with each task once',
    async so => {
      const tab = await visit()
      const { page } = tab
      const held = await holdNext(page, 'POST')
      await tab.ask('a heron', 2)
      const route = await held.asked
      await rows(page).nth(1).waitFor()
      const wanted = await ids(page)
      if (so !== 'has not reached the backend') await route.fetch()
      await page.reload()
      await soon(() => ids(page)).toEqual(wanted)
      await soon(() => page.locator('[data-testid=task-row]:not([data-pending])').count()).toBe(2)
      expect(await prompt(page).inputValue()).toBe('')
      expect(await countTasks(tab)).toBe(2)
    },
  )

  it('F1: more than 200 open tasks are refused with the reason, and nothing is lost', async () => {
    const tab = await visit()
    const { page } = tab
    await seed(tab, { count: 199 })
    await soon(() => counts(page)).toMatchObject({ Processing: '199' })
    await tab.ask('a fox', 2)
    await problem(page).waitFor()
    expect(await problem(page).textContent()).toContain('200 open tasks')
    expect(await prompt(page).inputValue()).toBe('a fox')
    await soon(() => counts(page)).toMatchObject({ Processing: '199' })
    await tab.ask(Array.from({ length: 51 }, (_, n) => `fox ${n}`).join('\n'), 4)
    expect(await problem(page).textContent()).toContain('204 tasks')
    expect(await countTasks(tab)).toBe(199)
  })
})

describe('the worker', () => {
  it('F2: a task that is claimed says so in both tabs, first of all, and its time runs', async () => {
    const [a, b] = await twoTabs()
    const [, second] = await seed(a, { count: 2 })
    await soon(() => rows(b.page).count()).toBe(2)
    const stillThere = await mark(b.page)
    await sql(
      `update public.tasks set status = 'In Progress', generation_started_at = now() where id = $1`,
      [second],
    )
    for (const { page } of [a, b]) {
      await soon(() => rows(page).first().getAttribute('data-id')).toBe(second)
      expect(await rows(page).first().getAttribute('data-status')).toBe('In Progress')
      expect(await rows(page).first().textContent()).toMatch(/Making \d+ s/)
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
    const [id] = await seed(a, { status: 'In Progress' })
    for (const { page } of [a, b]) await rows(page).waitFor()
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
    await tabOf(page, 'Succeeded').click()
    await soon(() =>
      rows(page)
        .locator('img')
        .evaluate(img => (img as HTMLImageElement).naturalWidth),
    ).toBe(40)
    await rows(page).getByTestId('task-output').click()
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
      const [a, b] = await twoTabs()
      await sql(`insert into public.shots (project_id, name) values ($1, 'Opening')`, [a.project()])
      const [id] = await seed(a, { status: 'In Progress' })
      for (const { page } of [a, b]) {
        await rows(page).waitFor()
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
    const [a, b] = await twoTabs()
    const [id = ''] = await seed(a, { status: 'In Progress' })
    for (const { page } of [a, b]) await rows(page).waitFor()
    const stillThere = await mark(b.page)
    await sql(
      `update public.tasks set status = 'Queued', generation_started_at = null where id = $1`,
      [id],
    )
    for (const { page } of [a, b]) {
      await soon(() => row(page, id).getAttribute('data-status')).toBe('Queued')
      expect(await row(page, id).textContent()).toMatch(/Queued \d+ s/)
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
    const [a, b] = await twoTabs()
    const film = await seedFilm(a)
    for (const { page } of [a, b]) {
      await soon(() => ids(page)).toEqual([film])
      await soon(() => counts(page)).toEqual({ Processing: '1', Succeeded: '0', Failed: '0' })
    }
    const { page } = a
    await page.bringToFront()
    await row(page, film).getByTestId('task-unfold').click()
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
    await tabOf(page, 'Failed').click()
    await row(page, film).getByText('A part could not be drawn.').waitFor()
    await row(page, film).getByTestId('task-unfold').click()
    await soon(() => states(page)).toEqual(['Complete', 'Failed', 'Failed'])
  })

  it('F6: that is cancelled takes its steps with it', async () => {
    const tab = await visit()
    const { page } = tab
    const film = await seedFilm(tab)
    await row(page, film).hover()
    await row(page, film).getByTestId('task-cancel').click()
    await settles(page, { Processing: 0, Succeeded: 0, Failed: 1 })
    await tabOf(page, 'Failed').click()
    await row(page, film).getByTestId('task-unfold').click()
    await soon(() => states(page)).toEqual(['Complete', 'Cancelled', 'Cancelled'])
  })
})

describe('cancelling', () => {
  it('F6: a cancelled task leaves at once and stays away, in both tabs', async () => {
    const [a, b] = await twoTabs()
    const [first = '', second] = await seed(a, { count: 2 })
    for (const { page } of [a, b]) await soon(() => rows(page).count()).toBe(2)
    await a.page.bringToFront()
    const held = await holdNext(a.page, 'PATCH')
    await row(a.page, first).hover()
    await row(a.page, first).getByTestId('task-cancel').click()
    await held.asked
    await soon(() => ids(a.page)).toEqual([second])
    expect(await counts(a.page)).toEqual({ Processing: '1', Succeeded: '0', Failed: '1' })
    expect(await rows(b.page).count()).toBe(2)
    await held.release()
    for (const { page } of [a, b]) await settles(page, { Processing: 1, Succeeded: 0, Failed: 1 })
  })

  it('F6, mode 92: a task that is done before it can be cancelled ends as done, and that is said', async () => {
    const [a, b] = await twoTabs()
    const [id = ''] = await seed(a, { status: 'In Progress' })
    for (const { page } of [a, b]) await rows(page).waitFor()
    await a.page.bringToFront()
    const held = await holdNext(a.page, 'PATCH')
    await row(a.page, id).hover()
    await row(a.page, id).getByTestId('task-cancel').click()
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
    const tab = await visit()
    const { page } = tab
    const [first = '', second = '', third = ''] = await seed(tab, { count: 3 })
    await soon(() => rows(page).count()).toBe(3)
    const held = await holdNext(page, 'PATCH')
    await row(page, first).hover()
    await row(page, first).getByTestId('task-cancel').click()
    await held.asked
    await row(page, second).hover()
    await row(page, second).getByTestId('task-cancel').click()
    await soon(() => ids(page)).toEqual([third])
    await held.release(route => route.fulfill({ status: 500, json: { message: 'no' } }))
    await page.getByTestId('notice').filter({ hasText: 'Nothing was cancelled' }).waitFor()
    await soon(() => ids(page)).toEqual([first, third])
    await settles(page, { Processing: 2, Succeeded: 0, Failed: 1 })
  })

  it('F6, mode 92: of all that are cancelled, those already done stay done, and it is said how many', async () => {
    const [a, b] = await twoTabs()
    const [id = ''] = await seed(a, { status: 'In Progress' })
    await seed(a, { count: 2 })
    for (const { page } of [a, b]) await soon(() => rows(page).count()).toBe(3)
    await a.page.bringToFront()
    const held = await holdNext(a.page, 'PATCH')
    await a.page.getByTestId('cancel-all').click()
    await held.asked
    await a.page.getByText('Nothing in the works').waitFor()
    await soon(() => counts(a.page)).toMatchObject({ Processing: '0', Failed: '3' })
    await sql(
      `update public.tasks set status = 'Complete', generation_processed_at = now() where id = $1`,
      [id],
    )
    await held.release()
    await a.page.getByTestId('notice').filter({ hasText: '2 of 3 were cancelled' }).waitFor()
    for (const { page } of [a, b]) await settles(page, { Processing: 0, Succeeded: 1, Failed: 2 })
  })
})

describe('the list of tasks', () => {
  it('a failed task says why, and is tried again as a new one that asks for the same', async () => {
    const tab = await visit()
    const { page } = tab
    const [id = ''] = await seed(tab, { status: 'Failed', error: 'The paint ran out.' })
    await soon(() => counts(page)).toMatchObject({ Failed: '1' })
    await tabOf(page, 'Failed').click()
    await row(page, id).getByText('The paint ran out.').waitFor()
    await row(page, id).getByTestId('task-retry').click()
    await settles(page, { Processing: 1, Succeeded: 0, Failed: 1 })
    const again = await sql(
      `select count(distinct id), count(distinct params) as wishes from public.tasks
       where project_id = $1`,
      [tab.project()],
    )
    expect(again.rows).toEqual([{ count: '2', wishes: '1' }])
  })

  it('what has just come lights up; what was there, or comes with a page turn, does not', async () => {
    const tab = await visit()
    const { page } = tab
    await seed(tab, { count: 60 })
    await soon(() => rows(page).count()).toBe(50)
    await page.reload()
    await tab.untilLive()
    await soon(() => rows(page).count()).toBe(50)
    const fresh = page.locator('[data-testid=task-row][data-fresh]')
    expect(await fresh.count()).toBe(0)
    await page.getByRole('button', { name: 'Next page' }).click()
    await soon(() => rows(page).count()).toBe(10)
    expect(await fresh.count()).toBe(0)

    const [id] = await seed(tab)
    await soon(() => fresh.evaluateAll(all => all.map(each => each.dataset['id']))).toEqual([id])
    const duration = await fresh.evaluate(each =>
      each.getAnimations().map(animation => animation.effect?.getTiming().duration),
    )
    expect(duration).toEqual([3_000])
    await fresh.waitFor({ state: 'detached' })

    await page.emulateMedia({ reducedMotion: 'reduce' })
    await seed(tab)
    await soon(() => rows(page).count()).toBe(12)
    expect(await rows(page).evaluateAll(all => all.flatMap(each => each.getAnimations()))).toEqual(
      [],
    )
  })

  it('mode 59, 65: the page that is open stays true, and one that vanishes leads to the last one', async () => {
    const tab = await visit()
    const { page } = tab
    const made = await seed(tab, { count: 51, status: 'Complete' })
    await soon(() => counts(page)).toMatchObject({ Succeeded: '51' })
    await tabOf(page, 'Succeeded').click()
    await soon(() => rows(page).count()).toBe(50)
    // The latest first.
    expect(await rows(page).first().getAttribute('data-id')).toBe(made.at(-1))
    await page.getByRole('button', { name: 'Next page' }).click()
    await soon(() => ids(page)).toEqual([made[0]])
    await seed(tab, { status: 'Complete' })
    await soon(() => rows(page).count()).toBe(2)
    await sql('delete from public.tasks where id = any ($1)', [made.slice(0, 2)])
    await soon(() => rows(page).count()).toBe(50)
    await soon(() => counts(page)).toMatchObject({ Succeeded: '50' })
  })
})
