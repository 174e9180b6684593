import { useEffect } from 'react'
import { type TaskOrder, useCreateTasks } from '../tasks/use-create-tasks.ts'
import { type Batch, makeBatch, systemDice, type Wish } from './batch.ts'
import type { Delivery, Desk } from './desk.ts'
import { type Draft, withAnswered, withGivenBack, withSent } from './draft.ts'
import { batchProblem, countProblem, promptProblem, promptsIn } from './prompt-rules.ts'
import { undelivered } from './undelivered.ts'

type Problem = Extract<Delivery, { kind: 'problem' }>

/** What is wrong with the draft; undefined when it can be sent. */
function problemOf(draft: Draft): Problem | undefined {
  const prompt = promptProblem(draft.prompt)
  if (prompt !== undefined) return { kind: 'problem', field: 'prompt', text: prompt }
  const count = countProblem(draft.count)
  if (count !== undefined) return { kind: 'problem', field: 'count', text: count }
  const batch = batchProblem(promptsIn(draft.prompt).length, Number(draft.count))
  if (batch !== undefined) return { kind: 'problem', field: 'prompt', text: batch }
  return undefined
}

type SentOrder = TaskOrder & { readonly batch: Batch }

/**
 * Checks and sends the draft. The field is empty at once; a failure gives every letter back, and sending
 * again doubles nothing. What a reload interrupted is sent to its end.
 */
export function useSubmit(desk: Desk, target: Pick<Wish, 'projectId' | 'shotId'>): () => void {
  const create = useCreateTasks<SentOrder>({
    onSuccess: ({ batch }) => {
      desk.settle(draft => withAnswered(draft, batch))
      if (desk.papers.current.draft.sending.length === 0)
        desk.say({ kind: 'sent', count: batch.tasks.length })
    },
    onError: (error, { batch }) => {
      desk.settle(draft => withGivenBack(draft, batch))
      desk.say({ kind: 'problem', text: undelivered(error) })
    },
  })
  const send = (batch: Batch): void => {
    const { projectId, tasks } = batch
    create({ projectId, tasks, at: new Date().toISOString(), batch })
  }
  useEffect(() => desk.takeInterrupted().forEach(send))
  useEffect(() => {
    // Requests fail before the page hears that it is gone; only this comes first.
    addEventListener('beforeunload', desk.seal)
    return () => removeEventListener('beforeunload', desk.seal)
  }, [desk])

  return () => {
    const { draft } = desk.papers.current
    // A second press in a hurry: the first has emptied the field.
    if (draft.prompt.trim() === '' && draft.sending.length > 0) return
    const problem = problemOf(draft)
    if (problem !== undefined) return desk.say(problem)
    const wish = { ...target, text: draft.prompt, count: Number(draft.count) }
    const batch = makeBatch(wish, draft.unsettled, systemDice)
    desk.edit(now => withSent(now, batch))
    desk.say({ kind: 'idle' })
    send(batch)
  }
}
