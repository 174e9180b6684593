import type { Page } from 'playwright-core'
import type { Tab } from './person.ts'
import type { Studio } from './studio.ts'

/** Where there is a picture; another `name`, another file. */
export function pictureUrl({ url }: Studio, name = 'first'): string {
  return `${url}favicon.svg?${name}`
}

interface AddedPicture {
  readonly prompt?: string
  readonly type?: string
  readonly tool?: string
  readonly starred?: boolean
}

/** Puts one picture into a tab's project, as a worker would. Returns its id. */
export async function addPicture(
  studio: Studio,
  tab: Tab,
  { prompt = 'a picture', type = 'image', tool = 'image-generation', starred }: AddedPicture = {},
): Promise<string> {
  const id = crypto.randomUUID()
  await studio.backend.sql(
    `insert into public.generations (id, project_id, type, location, params, starred)
     values ($1, $2, $3, $4, jsonb_build_object('prompt', $5::text, 'tool_type', $6::text), $7)`,
    [id, tab.project(), type, pictureUrl(studio), prompt, tool, starred ?? false],
  )
  return id
}

/** Puts so many pictures into a tab's project at once; the last one is the newest. Returns their ids. */
export async function addPictures(studio: Studio, tab: Tab, count: number): Promise<string[]> {
  const { rows } = await studio.backend.sql(
    `insert into public.generations (project_id, location, params, created_at)
     select $1::uuid, $2, jsonb_build_object('prompt', 'picture ' || n), now() + n * interval '1 ms'
     from generate_series(1, $3::int) n
     returning id`,
    [tab.project(), pictureUrl(studio), count],
  )
  return rows.map(row => row['id'] ?? '')
}

/** Puts a shot into a tab's project, with these pictures in their order. Returns its id. */
export async function addShot(
  { backend }: Studio,
  tab: Tab,
  name: string,
  pictures: readonly string[] = [],
): Promise<string> {
  const id = crypto.randomUUID()
  await backend.sql('insert into public.shots (id, project_id, name) values ($1, $2, $3)', [
    id,
    tab.project(),
    name,
  ])
  await backend.sql(
    `insert into public.shot_generations (shot_id, generation_id, position)
     select $1::uuid, g::uuid, n from unnest($2::text[]) with ordinality as l (g, n)`,
    [id, pictures],
  )
  return id
}

/** The ids of the pictures on screen, in their order. */
export async function shownPictures(page: Page): Promise<(string | null)[]> {
  return page
    .getByTestId('gallery-item')
    .evaluateAll(tiles => tiles.map(tile => tile.getAttribute('data-id')))
}
