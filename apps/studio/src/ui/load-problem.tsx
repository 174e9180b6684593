import { CloudOff } from 'lucide-react'
import type { ReactNode } from 'react'
import { explain } from '../data/request-error.ts'
import { Button } from './button.tsx'
import { EmptyState } from './empty-state.tsx'

interface LoadProblemProps {
  readonly query: {
    readonly error: Error | null
    readonly isFetching: boolean
    readonly refetch: () => Promise<unknown>
  }
  /** What stands here until the first answer, good or bad. */
  readonly fallback: ReactNode
}

/** Stands in for data that was never loaded: the skeleton at first, the reason when it does not come. */
export function LoadProblem({ query, fallback }: LoadProblemProps): ReactNode {
  if (query.error === null) return fallback
  return (
    <EmptyState
      icon={<CloudOff />}
      title="This did not load"
      action={
        <Button size="small" busy={query.isFetching} onClick={() => void query.refetch()}>
          Try again
        </Button>
      }
    >
      {explain(query.error)}
    </EmptyState>
  )
}
