import type { TaskStatus } from '@/shared/lib/queryKeys'

/** How the pane groups tasks. */
export type TaskGroup = 'Processing' | 'Succeeded' | 'Failed'

export const taskGroups: readonly TaskGroup[] = ['Processing', 'Succeeded', 'Failed']

export const statusesOf: Record<TaskGroup, readonly TaskStatus[]> = {
  Processing: ['Queued', 'In Progress'],
  Succeeded: ['Complete'],
  Failed: ['Failed', 'Cancelled'],
}

/** The group of a list that was asked for with these statuses. */
export function groupOf(statuses: readonly TaskStatus[]): TaskGroup | undefined {
  return taskGroups.find(group => statusesOf[group].every(status => statuses.includes(status)))
}
