import { MapPinOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { cx } from '../ui/cx.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import buttonStyles from '../ui/button.module.css'
import styles from './splash.module.css'

/** Where an address leads to nothing that the Studio has. */
export function NotFound(): ReactNode {
  return (
    <main className={styles.splash} data-testid="not-found">
      <title>Not found · Everfresh Studio</title>
      <EmptyState
        icon={<MapPinOff />}
        title="There is nothing at this address"
        action={
          <Link href="/" className={cx(buttonStyles.button, buttonStyles.plain)}>
            To your projects
          </Link>
        }
      >
        It may have been cut off or mistyped on its way here.
      </EmptyState>
    </main>
  )
}
