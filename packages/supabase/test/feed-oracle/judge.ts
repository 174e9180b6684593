import type { Ledger } from './ledger.ts'
import type { Asked } from './reader.ts'
import { mayBeToldAgain } from './told-again.ts'
import { complaint, type Written } from './truth.ts'

/** What a round is about: in a calm one no answer but the first may be incomplete. */
export type Kind = 'calm' | 'rotation' | 'holes' | 'crash' | 'restart' | 'restore'

/** How many answers there were, by what they gave as a reason: '' were complete. */
export type Reasons = Map<string, number>

/** What is wrong with an answer; undefined: nothing. */
export function judge(asked: Asked, ledger: Ledger): string | undefined {
  const { since, answer } = asked
  if (!answer.complete) return unexcused(asked, ledger)
  if (since === undefined) return 'an answer without a cursor is called complete'
  for (const mark of since.seen)
    if (!asked.seen.has(mark))
      return 'what the reader has seen was lost, and the answer is called complete'
  const news = [...asked.seen].filter(mark => !since.seen.has(mark))
  const written = statements(news, ledger)
  const again = mayBeToldAgain(written, statements(since.seen, ledger))
  return complaint(written, asked.scopes, answer.changes, again)
}

const statements = (marks: Iterable<number>, ledger: Ledger): Written[] =>
  [...marks].flatMap(mark => ledger.written.get(mark) ?? [])

/** An incomplete answer costs the reader everything, so it must have a reason. */
function unexcused({ since, answer }: Asked, ledger: Ledger): string | undefined {
  const { reason, changes } = answer
  const isExcused = {
    first: () => since === undefined,
    'other-history': () => since?.history !== ledger.history,
    'too-old': () => ledger.rotates,
    'not-logged': () => since === undefined || since.isHoleNear || ledger.holes > since.holesKnown,
  }[reason ?? '']
  if (isExcused?.() !== true) return `the answer is incomplete, and ${reason} is no reason for that`
  return changes.length === 0 ? undefined : 'an incomplete answer tells changes'
}
