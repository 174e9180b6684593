import type { ReactNode } from 'react'
import { whenShown } from '../../ui/when-shown.tsx'
import styles from './query-devtools.module.css'

const QueryPanel = whenShown(
  async () => (await import('@tanstack/react-query-devtools')).ReactQueryDevtoolsPanel,
)

/** TanStack Query's devtools at the foot of the page. In development only: the build has no trace of them. */
export function QueryDevtools({ onClose }: { readonly onClose: () => void }): ReactNode {
  if (!import.meta.env.DEV) return null
  return (
    <div className={styles.foot}>
      <QueryPanel onClose={onClose} />
    </div>
  )
}
