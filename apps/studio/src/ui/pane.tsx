import type { ReactNode } from 'react'
import styles from './pane.module.css'

interface PaneProps {
  readonly title: string
  readonly actions?: ReactNode
  /** Stays in sight under the title while the rest scrolls. */
  readonly top?: ReactNode
  readonly children: ReactNode
}

/** A column beside the stage: a title that stays, a body that scrolls. */
export function Pane({ title, actions, top, children }: PaneProps): ReactNode {
  return (
    <section className={styles.pane} aria-label={title}>
      <header className={styles.head}>
        <h2>{title}</h2>
        {actions}
      </header>
      {top}
      <div className={styles.body}>{children}</div>
    </section>
  )
}
