import { textAt } from '../../data/json.ts'
import type { NewTask } from '../tasks/task.ts'
import { promptsIn } from './prompt-rules.ts'

/** What a person asks for. */
export interface Wish {
  readonly projectId: string
  /** One prompt a line. */
  readonly text: string
  /** How many pictures of each prompt. */
  readonly count: number
  /** The shot that the pictures join when they are done. */
  readonly shotId: string | undefined
}

/**
 * A wish turned into tasks, ids and seeds included. The ids are made here and not by the database: when
 * an answer is lost on its way, sending the same batch again adds only what is missing.
 */
export interface Batch {
  readonly projectId: string
  /** What was typed, to be given back when it fails. */
  readonly text: string
  readonly tasks: readonly NewTask[]
}

/** Where ids and seeds come from. */
export interface Dice {
  readonly id: () => string
  /** A whole number from 0 to 2^31 - 1. */
  readonly seed: () => number
}

export const systemDice: Dice = {
  id: () => crypto.randomUUID(),
  seed: () => (crypto.getRandomValues(new Uint32Array(1))[0] ?? 0) >>> 1,
}

/**
 * The tasks of a wish, prompt by prompt. Tasks whose fate is not known (`unsettled`) are taken again for
 * the same prompt in the same project and shot, so that none is made twice.
 */
export function makeBatch(wish: Wish, unsettled: readonly NewTask[], dice: Dice): Batch {
  const prompts = promptsIn(wish.text).flatMap(prompt =>
    Array.from({ length: wish.count }, () => prompt),
  )
  const left = [...unsettled]
  const tasks = prompts.map((prompt, index) => {
    const known = left.findIndex(task => asksFor(task, wish, prompt))
    return (
      left.splice(known, known === -1 ? 0 : 1)[0] ??
      newTask(wish, prompt, dice, [index, prompts.length])
    )
  })
  return { projectId: wish.projectId, text: wish.text, tasks }
}

function newTask(
  { projectId, shotId }: Wish,
  prompt: string,
  dice: Dice,
  [index, of]: readonly [number, number],
): NewTask {
  const id = dice.id()
  const target = shotId === undefined ? {} : { shot_id: shotId }
  const params = { prompt, seed: dice.seed(), index, of, ...target }
  return { id, project_id: projectId, params }
}

function asksFor({ project_id, params }: NewTask, wish: Wish, prompt: string): boolean {
  return (
    project_id === wish.projectId &&
    textAt(params, 'prompt') === prompt &&
    textAt(params, 'shot_id') === (wish.shotId ?? '')
  )
}
