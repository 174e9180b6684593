import type { Tab } from './person.ts'
import type { Studio } from './studio.ts'

/** Somebody else puts a task into the project that is open in the tab. */
export async function commitTask(
  { backend }: Studio,
  { project }: Pick<Tab, 'project'>,
  prompt: string,
): Promise<void> {
  await backend.sql(
    `insert into public.tasks (project_id, params) values ($1, jsonb_build_object('prompt', $2::text))`,
    [project(), prompt],
  )
}
