import type { Tab } from './person.ts'
import type { Studio } from './studio.ts'

/** Somebody else puts a task into a project. */
export async function commitTaskIn(
  { backend }: Studio,
  projectId: string,
  prompt: string,
): Promise<void> {
  await backend.sql(
    `insert into public.tasks (project_id, params) values ($1, jsonb_build_object('prompt', $2::text))`,
    [projectId, prompt],
  )
}

/** Somebody else puts a task into the project that is open in the tab. */
export async function commitTask(
  studio: Studio,
  { project }: Pick<Tab, 'project'>,
  prompt: string,
): Promise<void> {
  await commitTaskIn(studio, project(), prompt)
}
