import type { TablesInsert } from '@/integrations/supabase/types'
import { cleanPrompt } from './prompt-rules.ts'

/** What a person asks for. */
export interface Wish {
  readonly projectId: string
  readonly prompt: string
  readonly count: number
  /** The shot that the pictures join when they are done. */
  readonly shotId: string | undefined
}

/**
 * A wish turned into rows, ids and seeds included. The ids are made here and not by the database: when
 * an answer is lost on its way, sending the same batch again adds only what is missing.
 */
export interface Batch {
  readonly wish: Wish
  readonly rows: readonly TablesInsert<'tasks'>[]
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

export function makeBatch(wish: Wish, dice: Dice): Batch {
  const prompt = cleanPrompt(wish.prompt)
  const target = wish.shotId === undefined ? {} : { shot_id: wish.shotId }
  const rows = Array.from({ length: wish.count }, (_, index) => ({
    id: dice.id(),
    project_id: wish.projectId,
    params: { prompt, seed: dice.seed(), index, of: wish.count, ...target },
  }))
  return { wish, rows }
}

/** The batch to send for a wish: the one whose fate is not known when it is the same wish, else a new one. */
export function batchFor(wish: Wish, unsettled: Batch | undefined, dice: Dice): Batch {
  return unsettled !== undefined && sameWish(unsettled.wish, wish)
    ? unsettled
    : makeBatch(wish, dice)
}

function sameWish(a: Wish, b: Wish): boolean {
  return (
    a.projectId === b.projectId &&
    a.count === b.count &&
    a.shotId === b.shotId &&
    cleanPrompt(a.prompt) === cleanPrompt(b.prompt)
  )
}
