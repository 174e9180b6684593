import { useCatchingUp, useFreshness, useRealtime } from '@/shared/providers/RealtimeProvider'
import type { Sight } from './staleness.ts'
import type { Asked } from './status-words.ts'

interface UseSight extends Omit<ReturnType<typeof useRealtime>, 'status'> {
  /** As the core has it, and `catching-up`: live, while what was missed is still being fetched. */
  readonly shown: Sight['status'] | 'catching-up'
  readonly sight: Sight
  readonly asked: Asked
}

/** What the connection and the age of what is on screen come to, for people. */
export function useSight(): UseSight {
  const { status, since, ...others } = useRealtime()
  const sight = { status, since, ...useFreshness() }
  const shown = useCatchingUp() ? 'catching-up' : status
  const asked = others.log?.status === 'trusted' ? 'change log' : 'lists'
  return { ...others, since, sight, shown, asked }
}
