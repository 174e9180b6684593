import type { ReactNode } from 'react'
import { useNow } from './now.ts'
import { timeAgo } from './time-words.ts'

/** When something happened, kept up to date by itself; the exact moment is its title. */
export function TimeAgo({ at }: { readonly at: string }): ReactNode {
  const now = useNow('unhurried')
  const moment = Date.parse(at)
  return (
    <time dateTime={at} title={new Date(moment).toLocaleString()}>
      {timeAgo(moment, now)}
    </time>
  )
}
