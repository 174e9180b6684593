import { Hourglass } from 'lucide-react'
import { type ReactNode, useEffect, useRef, useState } from 'react'
import { usePollEveryMs } from '@/shared/providers/RealtimeProvider'
import { Button } from '../ui/button.tsx'
import { PinnedNotice } from '../ui/notices.tsx'
import { useNow } from '../ui/now.ts'
import { mayBeOld } from './staleness.ts'
import { ageWords } from './status-words.ts'
import { useSight } from './use-sight.ts'

/** A page that is shown again fetches at once: only what stays old is worth saying. */
const STAYS_OLD_MS = 3_000
const AT_MOST_EVERY_MS = 30_000

/** Says that what is on screen may be old, at most once in 30 s, until it is not or was dismissed. */
export function StaleNotice(): ReactNode {
  const { sight, reconnect } = useSight()
  const pollMs = usePollEveryMs()
  const now = useNow('second')
  const old = mayBeOld(sight, pollMs, now)
  const [shown, dismiss] = useThrottled(old)
  if (!shown) return null
  return (
    <PinnedNotice icon={<Hourglass aria-hidden />} onDismiss={dismiss} testId="stale-notice">
      <p>What you see may be old: {ageWords(sight.updatedAt, now)}.</p>
      <Button size="small" onClick={reconnect}>
        Reconnect
      </Button>
    </PinnedNotice>
  )
}

/** Whether to say that something is so: when it stays so, and it was not said a moment ago. */
function useThrottled(so: boolean): readonly [boolean, () => void] {
  const [shown, setShown] = useState(false)
  const lastAt = useRef(-Infinity)
  if (!so && shown) setShown(false)
  useEffect(() => {
    if (!so || shown) return
    const wait = Math.max(STAYS_OLD_MS, lastAt.current + AT_MOST_EVERY_MS - Date.now())
    const timer = setTimeout(() => {
      lastAt.current = Date.now()
      setShown(true)
    }, wait)
    return () => clearTimeout(timer)
  }, [so, shown])
  return [shown, () => setShown(false)]
}
