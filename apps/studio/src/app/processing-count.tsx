import type { ReactNode } from 'react'
import { useTaskCounts } from '../features/tasks/use-tasks.ts'

/** How many tasks are open; nothing when there are none. */
export function ProcessingCount({ projectId }: { readonly projectId: string }): ReactNode {
  const { data } = useTaskCounts(projectId)
  return data !== undefined && data.Processing > 0 && <b>{data.Processing}</b>
}
