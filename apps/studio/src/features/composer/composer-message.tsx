import { Check, CircleAlert } from 'lucide-react'
import type { ReactNode } from 'react'
import { LONGEST_PROMPT, promptLength } from './prompt-rules.ts'
import type { Delivery } from './use-submit.ts'
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
  readonly prompt: string
}

const COUNTER_SHOWN_FROM = LONGEST_PROMPT * 0.75

/** Beside the button, where nothing has to move for it: what was sent, or how near the limit is. */
export function Aside({ delivery, prompt }: AsideProps): ReactNode {
  const length = promptLength(prompt)
  return (
    <div className={styles.aside} aria-live="polite">
      {delivery.kind === 'sent' && (
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
    </div>
  )
}
