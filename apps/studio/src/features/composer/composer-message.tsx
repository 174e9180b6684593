import { Check, CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Delivery } from './desk.ts'
import type { Draft } from './draft.ts'
import { countProblem, LONGEST_PROMPT, promptLength, promptsIn } from './prompt-rules.ts'
import styles from './composer.module.css'

interface ProblemProps {
  readonly id: string
  readonly delivery: Delivery
}

/** Why the last press sent nothing, right under the prompt. */
export function Problem({ id, delivery }: ProblemProps): ReactNode {
  return (
    <div id={id} aria-live="assertive" className={styles.live}>
      {delivery.kind === 'problem' && (
        <p className={styles.problem} data-testid="composer-problem">
          <CircleAlert aria-hidden />
          {delivery.text}
        </p>
      )}
    </div>
  )
}

interface AsideProps {
  readonly delivery: Delivery
  readonly draft: Draft
}

const COUNTER_SHOWN_FROM = LONGEST_PROMPT * 0.75

/** Beside the button, where nothing has to move for it: what was sent, and what would be. */
export function Aside({ delivery, draft }: AsideProps): ReactNode {
  const length = promptLength(draft.prompt)
  const prompts = promptsIn(draft.prompt).length
  return (
    <div className={styles.aside} aria-live="polite">
      {delivery.kind === 'sent' && prompts === 0 && (
        <span className={styles.sent} data-testid="composer-sent">
          <Check aria-hidden />
          {delivery.count === 1 ? 'On its way' : `${delivery.count} on their way`}
        </span>
      )}
      {length >= COUNTER_SHOWN_FROM && (
        <span data-over={length > LONGEST_PROMPT || undefined}>
          {length.toLocaleString('en')} / {LONGEST_PROMPT.toLocaleString('en')}
        </span>
      )}
      {prompts > 1 && countProblem(draft.count) === undefined && (
        <span data-testid="composer-sum">
          {prompts} prompts, {(prompts * Number(draft.count)).toLocaleString('en')} pictures
        </span>
      )}
    </div>
  )
}
