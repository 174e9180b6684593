import { lazy, type ReactNode, Suspense } from 'react'
import styles from './query-devtools.module.css'

const QueryPanel = lazy(async () => {
  const { ReactQueryDevtoolsPanel } = await import('@tanstack/react-query-devtools')
  return { default: ReactQueryDevtoolsPanel }
})

/** TanStack Query's devtools at the foot of the page. In development only: the build has no trace of them. */
export function QueryDevtools({ onClose }: { readonly onClose: () => void }): ReactNode {
  if (!import.meta.env.DEV) return null
  return (
    <div className={styles.foot}>
      <Suspense>
        <QueryPanel onClose={onClose} />
      </Suspense>
    </div>
  )
}
