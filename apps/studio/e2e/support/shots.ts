import type { Locator, Page } from 'playwright-core'
import { type Tab, twoTabs } from './person.ts'
import type { Studio } from './studio.ts'

export interface ShotWanted {
  readonly name?: string
  /** How many pictures have a place in it. */
  readonly positioned?: number
  /** How many are in it without a place. */
  readonly unpositioned?: number
}

export interface MadeShot {
  readonly id: string
  /** Those with a place, in their order. */
  readonly positioned: readonly string[]
  readonly unpositioned: readonly string[]
}

/** Puts a shot with new pictures into a project, as if it had always been there. */
export async function makeShot(
  { backend, url }: Studio,
  projectId: string,
  { name = 'Opening', positioned = 0, unpositioned = 0 }: ShotWanted = {},
): Promise<MadeShot> {
  const id = crypto.randomUUID()
  const ids = Array.from({ length: positioned + unpositioned }, () => crypto.randomUUID())
  await backend.sql('insert into public.shots (id, project_id, name) values ($1, $2, $3)', [
    id,
    projectId,
    name,
  ])
  await backend.sql(
    `insert into public.generations (id, project_id, location, params, created_at)
     select g.id, $1::uuid, g.location, jsonb_build_object('prompt', 'picture ' || g.n), now() + g.n * interval '1 ms'
     from unnest($2::uuid[], $3::text[]) with ordinality as g (id, location, n)`,
    [projectId, ids, ids.map((_, n) => `${url}favicon.svg?${n}`)],
  )
  await backend.sql(
    `insert into public.shot_generations (shot_id, generation_id, position, created_at)
     select $1::uuid, g.id, case when g.n <= $3::int then g.n end, now() + g.n * interval '1 ms'
     from unnest($2::uuid[]) with ordinality as g (id, n)`,
    [id, ids, positioned],
  )
  return { id, positioned: ids.slice(0, positioned), unpositioned: ids.slice(positioned) }
}

/** The ids of what is on screen under a test id, in the order of the page. */
export function idsOf(page: Page, testId: string): () => Promise<readonly (string | null)[]> {
  return () =>
    page.getByTestId(testId).evaluateAll(all => all.map(one => one.getAttribute('data-id')))
}

/** Opens a shot's own page in a tab that has its project open. */
export async function openShot(tab: Tab, shotId: string): Promise<void> {
  await tab.page.goto(new URL(`/p/${tab.project()}/shots/${shotId}`, tab.address()).href)
  await tab.page.getByTestId('shot-view').waitFor()
  await tab.untilLive()
}

const centre = async (what: Locator): Promise<{ x: number; y: number }> => {
  await what.scrollIntoViewIfNeeded()
  const box = await what.boundingBox()
  if (box === null) throw new Error('It is not on screen.')
  return { x: box.x + box.width / 2, y: box.y + box.height / 2 }
}

/** Takes one thing with the mouse and holds it over another; the button stays down. */
export async function dragOver(page: Page, what: Locator, over: Locator): Promise<void> {
  await page.bringToFront()
  const to = await centre(over)
  const from = await centre(what)
  await page.mouse.move(from.x, from.y)
  await page.mouse.down()
  await page.mouse.move(from.x + 12, from.y + 4, { steps: 3 })
  await page.locator('[data-dragging]').waitFor()
  await page.mouse.move(to.x, to.y, { steps: 6 })
}

interface TwoInShot {
  readonly a: Tab
  readonly b: Tab
  readonly shot: MadeShot
}

/** Two tabs, both on the page of one shot; the first is in front. */
export async function twoInShot(studio: Studio, wanted: ShotWanted): Promise<TwoInShot> {
  const [a, b] = await twoTabs(studio)
  const shot = await makeShot(studio, a.project(), wanted)
  await openShot(b, shot.id)
  await openShot(a, shot.id)
  await a.page.bringToFront()
  return { a, b, shot }
}
