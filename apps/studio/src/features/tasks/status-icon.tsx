import { Ban, Check, CircleAlert, Clock } from 'lucide-react'
import type { ReactNode } from 'react'
import type { TaskStatus } from '@/shared/lib/queryKeys'
import { Spinner } from '../../ui/spinner.tsx'

/** A status as a small picture. Says nothing to a screen reader: words stand beside it. */
export function StatusIcon({ status }: { readonly status: TaskStatus }): ReactNode {
  switch (status) {
    case 'Queued':
      return <Clock aria-hidden />
    case 'In Progress':
      return <Spinner />
    case 'Complete':
      return <Check aria-hidden />
    case 'Failed':
      return <CircleAlert aria-hidden />
    case 'Cancelled':
      return <Ban aria-hidden />
  }
}
