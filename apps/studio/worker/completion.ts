import { setTimeout as pause } from 'node:timers/promises'
import { BackendError } from './backend-error.ts'
import { dataOf, type Client, type Made, type Task } from './backend.ts'

/** Records that the picture of a task is there. False when the task was not In Progress any more. */
export type Complete = (task: Task, made: Made) => Promise<boolean>

/** Task, generation, link and broadcast in one transaction. */
export function completeAtOnce(client: Client): Complete {
  return async (task, made) => {
    const answer = await client.rpc('complete_task', {
      p_task_id: task.id,
      p_location: made.location,
      p_thumbnail_url: made.thumbnailUrl,
      p_generation_params: made.params,
    })
    return dataOf(answer).length > 0
  }
}

// Long enough for a tab to hear of one commit, and fetch, before the next.
const gapMs = 120

/**
 * Task, then generation, then link, each a commit of its own, and the broadcast last. Every step may
 * be asked again after an answer was lost: none of them doubles.
 */
export function completeInSteps(client: Client): Complete {
  return async (task, made) => {
    if (!(await markComplete(client, task, made))) return false
    await pause(gapMs)
    const generationId = await insertGeneration(client, task, made)
    const shot = shotOf(task)
    if (shot !== undefined) {
      await pause(gapMs)
      await link(client, task, { ...shot, generationId })
    }
    dataOf(await client.rpc('announce_task', { p_task_id: task.id }))
    return true
  }
}

async function markComplete(client: Client, task: Task, made: Made): Promise<boolean> {
  const update = client
    .from('tasks')
    .update({
      status: 'Complete',
      output_location: made.location,
      generation_processed_at: new Date().toISOString(),
      generation_created: true,
    })
    .eq('id', task.id)
    .eq('worker_id', task.worker_id ?? '')
    .in('status', ['In Progress', 'Complete'])
  return dataOf(await update.select('id')).length > 0
}

const uniqueViolation = '23505'

async function insertGeneration(client: Client, task: Task, made: Made): Promise<string> {
  const generation = {
    project_id: task.project_id,
    tasks: [task.id],
    params: made.params,
    location: made.location,
    thumbnail_url: made.thumbnailUrl,
  }
  const inserted = await client.from('generations').insert(generation).select('id').single()
  if (inserted.error?.code !== uniqueViolation) return dataOf<{ id: string }>(inserted).id
  const there = client.from('generations').select('id').eq('location', made.location)
  const [found] = dataOf(await there)
  if (found !== undefined) return found.id
  throw new BackendError('refused', 'The picture of this task vanished while it was recorded.')
}

interface WantedShot {
  readonly shotId: string
  readonly positioned: boolean
}

function shotOf({ params }: Task): WantedShot | undefined {
  if (typeof params !== 'object' || params === null || Array.isArray(params)) return undefined
  if (typeof params['shot_id'] !== 'string') return undefined
  return { shotId: params['shot_id'], positioned: params['position'] !== null }
}

/** A shot that was deleted meanwhile, or never was, costs the link and not the picture. */
async function link(
  client: Client,
  task: Task,
  { shotId, positioned, generationId }: WantedShot & { readonly generationId: string },
): Promise<void> {
  const shots = client.from('shots').select('id').eq('project_id', task.project_id)
  const known = dataOf(await shots).some(({ id }) => id === shotId)
  if (!known) return
  const added = await client.rpc('add_generation_to_shot', {
    p_shot_id: shotId,
    p_generation_id: generationId,
    p_with_position: positioned,
  })
  dataOf(added)
}
