import type { Page, Route } from 'playwright-core'
import { soon, type Tab } from './person.ts'
import { idsOf } from './shots.ts'
import type { Studio } from './studio.ts'

const groups = ['Processing', 'Succeeded', 'Failed'] as const
type Group = (typeof groups)[number]

export const taskRows = (page: Page) => page.getByTestId('task-row')
export const taskRow = (page: Page, id: string) =>
  page.locator(`[data-testid=task-row][data-id="${id}"]`)
export const groupTab = (page: Page, group: Group) =>
  page.locator(`[data-testid=task-group][data-group=${group}]`)

/** The ids of the rows on screen, in their order. */
export const taskIds = (page: Page): Promise<readonly (string | null)[]> =>
  idsOf(page, 'task-row')()

/** What the three badges say; undefined while a badge says nothing. */
export async function taskCounts(page: Page): Promise<Record<Group, string | null>> {
  const count = (group: Group): Promise<string | null> =>
    groupTab(page, group).getByTestId('task-count').getAttribute('data-count')
  const [Processing, Succeeded, Failed] = await Promise.all(groups.map(count))
  return { Processing: Processing ?? null, Succeeded: Succeeded ?? null, Failed: Failed ?? null }
}

/** Waits until the badges say so, and each list has as many rows as its badge says. */
export async function settles(page: Page, expected: Record<Group, number>): Promise<void> {
  await page.bringToFront()
  await soon(() => taskCounts(page)).toEqual(
    Object.fromEntries(groups.map(group => [group, String(expected[group])])),
  )
  for (const group of groups) {
    await groupTab(page, group).click()
    await page.locator(`[data-testid=task-group][data-group=${group}][data-state=active]`).waitFor()
    await soon(() => taskRows(page).count()).toBe(expected[group])
  }
  await groupTab(page, 'Processing').click()
}

/** How many tasks the project of a tab has in the database. */
export async function countTasks({ backend }: Studio, { project }: Tab): Promise<number> {
  const found = await backend.sql('select count(*) from public.tasks where project_id = $1', [
    project(),
  ])
  return Number(found.rows[0]?.['count'])
}

interface Seed {
  readonly count?: number
  readonly status?: string
  readonly error?: string
}

/** Tasks that somebody asked for a while ago; returns their ids, oldest first. */
export async function seedTasks(
  { backend }: Studio,
  { project }: Tab,
  wanted: Seed = {},
): Promise<string[]> {
  const { count = 1, status = 'Queued', error = null } = wanted
  const { rows: made } = await backend.sql(
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
export async function markTasks(page: Page): Promise<() => Promise<(string | undefined)[]>> {
  await taskRows(page).evaluateAll(all => all.forEach(each => each.setAttribute('data-same', '')))
  return () =>
    taskRows(page).evaluateAll(all =>
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
export async function holdNext(
  page: Page,
  method: 'POST' | 'PATCH',
  table = 'tasks',
): Promise<Held> {
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
