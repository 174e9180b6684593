import { useQueryClient } from '@tanstack/react-query'
import { Ban } from 'lucide-react'
import type { ReactNode } from 'react'
import { taskStatusCountsKey } from '@/shared/lib/queryKeys'
import { Button } from '../../ui/button.tsx'
import type { TaskTally } from './task-lists.ts'
import { useCancelAll } from './task-mutations.ts'
import { useOpenTasks } from './use-tasks.ts'

/** Cancels every open task of a project. Not there while nothing is open. */
export function CancelAll({ projectId }: { readonly projectId: string }): ReactNode {
  const queryClient = useQueryClient()
  const cancelAll = useCancelAll(projectId)
  const { data: open = [] } = useOpenTasks(projectId)
  if (open.length === 0) return null
  const cancel = (): void => {
    // What is still on its way is not in the database yet, and is not what was meant.
    const there = queryClient.getQueryData<TaskTally>(taskStatusCountsKey(projectId))?.open ?? []
    const shown = new Set(open)
    cancelAll(there.filter(id => shown.has(id)))
  }
  return (
    <Button size="small" tone="quiet" icon={<Ban />} onClick={cancel} data-testid="cancel-all">
      Cancel all
    </Button>
  )
}
