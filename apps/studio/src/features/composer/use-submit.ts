import { useQueryClient } from '@tanstack/react-query'
import { type Dispatch, type SetStateAction, useState } from 'react'
import { supabase } from '@/integrations/supabase/client'
import { tasksPaginatedPrefix, taskStatusCountsKey } from '@/shared/lib/queryKeys'
import { unwrap } from '../../data/request-error.ts'
import { withinLimit } from '../../data/time-limit.ts'
import { type Batch, batchFor, systemDice, type Wish } from './batch.ts'
import type { Draft } from './draft.ts'
import { cleanPrompt, countProblem, promptProblem } from './prompt-rules.ts'
import { undelivered } from './undelivered.ts'

/** What became of the last press on submit. */
export type Delivery =
  | { readonly kind: 'idle' }
  | { readonly kind: 'sending' }
  | { readonly kind: 'sent'; readonly count: number }
  /** `field` is what to put right; undefined when nothing that was typed is wrong. */
  | { readonly kind: 'problem'; readonly field?: 'prompt' | 'count'; readonly text: string }

interface Submit {
  readonly delivery: Delivery
  readonly submit: () => Promise<void>
  /** Forgets what was said about the last press. */
  readonly forget: () => void
}

async function send(batch: Batch): Promise<void> {
  unwrap(
    await supabase
      .from('tasks')
      .upsert([...batch.rows], { onConflict: 'id', ignoreDuplicates: true })
      .abortSignal(withinLimit()),
  )
}

function problemOf(draft: Draft): Delivery | undefined {
  const prompt = promptProblem(draft.prompt)
  if (prompt !== undefined) return { kind: 'problem', field: 'prompt', text: prompt }
  const count = countProblem(draft.count)
  if (count !== undefined) return { kind: 'problem', field: 'count', text: count }
  return undefined
}

/** Checks and sends the draft. A failure keeps every letter of it, and sending again doubles nothing. */
export function useSubmit(
  destination: Pick<Wish, 'projectId' | 'shotId'>,
  draft: Draft,
  setDraft: Dispatch<SetStateAction<Draft>>,
): Submit {
  const queryClient = useQueryClient()
  const [delivery, setDelivery] = useState<Delivery>({ kind: 'idle' })

  const deliver = async (batch: Batch): Promise<void> => {
    setDelivery({ kind: 'sending' })
    setDraft(now => ({ ...now, unsettled: batch }))
    try {
      await send(batch)
      setDelivery({ kind: 'sent', count: batch.rows.length })
      setDraft(now => settled(now, batch))
      const { projectId } = batch.wish
      void queryClient.invalidateQueries({ queryKey: tasksPaginatedPrefix(projectId) })
      void queryClient.invalidateQueries({ queryKey: taskStatusCountsKey(projectId) })
    } catch (error) {
      setDelivery({ kind: 'problem', text: undelivered(error) })
    }
  }
  const submit = async (): Promise<void> => {
    if (delivery.kind === 'sending') return
    const problem = problemOf(draft)
    if (problem !== undefined) return setDelivery(problem)
    const wish = { ...destination, prompt: draft.prompt, count: Number(draft.count) }
    await deliver(batchFor(wish, draft.unsettled, systemDice))
  }
  return { delivery, submit, forget: () => setDelivery({ kind: 'idle' }) }
}

/** What was typed while the batch was on its way stays. */
function settled(draft: Draft, batch: Batch): Draft {
  const untouched = cleanPrompt(draft.prompt) === cleanPrompt(batch.wish.prompt)
  return { ...draft, unsettled: undefined, prompt: untouched ? '' : draft.prompt }
}
