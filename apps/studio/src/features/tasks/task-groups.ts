import type { TaskStatus } from '@/shared/lib/queryKeys'

/** How the pane groups tasks. */
export type TaskGroup = 'Processing' | 'Succeeded' | 'Failed'

export const taskGroups: readonly TaskGroup[] = ['Processing', 'Succeeded', 'Failed']

export const statusesOf: Record<TaskGroup, readonly TaskStatus[]> = {
  Processing: ['Queued', 'In Progress'],
  Succeeded: ['Complete'],
  Failed: ['Failed', 'Cancelled'],
}
