import { type ReactNode, useEffect } from 'react'
import { explain } from '../../data/request-error.ts'
import { useNotify } from '../../ui/notices.tsx'
import { Lightbox } from '../gallery/lazy-lightbox.tsx'
import { useOutput } from './use-output.ts'

interface TaskOutputProps {
  readonly projectId: string
  readonly taskId: string
  readonly onClose: () => void
}

/** The picture of a task, large; a notice where it is not there any more. */
export function TaskOutput({ projectId, taskId, onClose }: TaskOutputProps): ReactNode {
  const { data, error } = useOutput(taskId)
  const notify = useNotify()
  const gone = data === null
  const problem = data === undefined && error !== null ? explain(error) : undefined
  useEffect(() => {
    if (gone) notify('bad', 'The picture of this task was deleted.')
    if (problem !== undefined) notify('bad', `The picture did not load. ${problem}`)
    if (gone || problem !== undefined) onClose()
  }, [gone, problem, notify, onClose])
  if (!data) return null
  return (
    <Lightbox
      projectId={projectId}
      generation={data}
      state={{
        shown: { generation: data, index: 0 },
        isListed: true,
        beside: [],
        previous: undefined,
        next: undefined,
        open: place => place === undefined && onClose(),
      }}
    />
  )
}
