import { CircleAlert, CircleCheck } from 'lucide-react'
import type { ReactNode } from 'react'
import type { Delivery } from './use-submit.ts'
import styles from './composer.module.css'

interface ComposerMessageProps {
  readonly id: string
  readonly delivery: Delivery
}

/** What became of the last press, said right under the prompt. */
export function ComposerMessage({ id, delivery }: ComposerMessageProps): ReactNode {
  return (
    <div id={id} aria-live="polite" className={styles.live}>
      {delivery.kind === 'problem' && (
        <p className={styles.problem} data-testid="composer-problem">
          <CircleAlert aria-hidden />
          {delivery.text}
        </p>
      )}
      {delivery.kind === 'sent' && (
        <p className={styles.sent} data-testid="composer-sent">
          <CircleCheck aria-hidden />
          {delivery.count === 1
            ? '1 picture is on its way.'
            : `${delivery.count} pictures are on their way.`}
        </p>
      )}
    </div>
  )
}
