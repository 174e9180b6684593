import { setTimeout as pause } from 'node:timers/promises'
import { dataOf, type Client, type Made, type Task } from './backend.ts'
import type { CompletionStyle } from './options.ts'

/** Records that the work of a task is there. False when the task was not In Progress any more. */
export type Complete = (task: Task, made: Made) => Promise<boolean>

export function createComplete(
  client: Client,
  style: CompletionStyle,
  random: () => number,
): Complete {
  if (style === 'transaction') return completeAtOnce(client)
  return completeInSteps(client, style === 'steps' ? () => 0 : random)
}

/** Task, generation, link and broadcast in one transaction. */
function completeAtOnce(client: Client): Complete {
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

type Step = 'task' | 'generation' | 'link'

/** The orders that the foreign keys allow: a link needs its generation. */
const orders: readonly (readonly Step[])[] = [
  ['task', 'generation', 'link'],
  ['generation', 'task', 'link'],
  ['generation', 'link', 'task'],
]

/**
 * Task, generation and link, each a commit of its own, and the broadcast last. Every step may be
 * asked again after an answer was lost: none of them doubles.
 */
function completeInSteps(client: Client, random: () => number): Complete {
  return async (task, made) => {
    const order = orders[Math.floor(random() * orders.length)] ?? []
    for (const [index, step] of order.entries()) {
      if (index > 0) await pause(gapMs)
      if (await take(client, step, { task, made })) continue
      if (order[0] === 'generation') await discard(client, task)
      return false
    }
    dataOf(await client.rpc('announce_task', { p_task_id: task.id }))
    return true
  }
}

/** False when the task came to another end. */
async function take(
  client: Client,
  step: Step,
  { task, made }: { readonly task: Task; readonly made: Made },
): Promise<boolean> {
  const of = { p_task_id: task.id }
  switch (step) {
    case 'task':
      return (
        dataOf(await client.rpc('finish_task', { ...of, p_location: made.location })).length > 0
      )
    case 'generation':
      dataOf(
        await client.rpc('record_generation', {
          ...of,
          p_location: made.location,
          p_thumbnail_url: made.thumbnailUrl,
          p_params: made.params,
        }),
      )
      return true
    case 'link':
      dataOf(await client.rpc('link_generation', of))
      return true
  }
}

/** Takes back a generation that was made before its task was cancelled. */
async function discard(client: Client, task: Task): Promise<void> {
  dataOf(
    await client
      .from('generations')
      .delete()
      .eq('project_id', task.project_id)
      .contains('tasks', JSON.stringify([task.id])),
  )
}
