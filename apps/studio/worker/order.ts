import type { Task } from './backend.ts'
import { oneLine } from './patience.ts'
import { createRandom, hash } from './render/random.ts'

/** What a task asks for. A task without a usable seed gets one of its own, always the same. */
export function orderOf(task: Task): { readonly prompt: string; readonly seed: number } {
  return {
    prompt: textOf(task, 'prompt') ?? '',
    seed: numberOf(task, 'seed') ?? hash(task.id),
  }
}

export function textOf(task: Task, name: string): string | undefined {
  const value = paramsOf(task)[name]
  return typeof value === 'string' ? value : undefined
}

export function numberOf(task: Task, name: string): number | undefined {
  const value = paramsOf(task)[name]
  return typeof value === 'number' ? value : undefined
}

function paramsOf({ params }: Task): Readonly<Record<string, unknown>> {
  return typeof params === 'object' && params !== null && !Array.isArray(params) ? params : {}
}

/** What the worker calls a task in its lines. */
export function nameOf(task: Task): string {
  const title = oneLine(orderOf(task).prompt)
  const short = title.length > 40 ? `${title.slice(0, 39)}…` : title
  const part = textOf(task, 'orchestrator_task_id_ref') === undefined ? '' : ` ${task.task_type}`
  return `${task.id.slice(0, 8)}${part} "${short}"`
}

/** Chooses the tasks that fail on purpose: of many, the part `rate`; for one seed always the same. */
export function createBadLuck(rate: number, seed: number): (task: Task) => boolean {
  return ({ id }) => createRandom(`${seed} ${id}`).chance(rate)
}
