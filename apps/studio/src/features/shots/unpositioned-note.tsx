import { useQuery } from '@tanstack/react-query'
import { type ReactNode, useState } from 'react'
import { supabase } from '@/integrations/supabase/client'
import { useResurrectionPolling } from '@/shared/hooks/useResurrectionPolling'
import { unpositionedCountKey } from '@/shared/lib/queryKeys'
import { explain, unwrap } from '../../data/request-error.ts'
import { Button } from '../../ui/button.tsx'
import { useNotify } from '../../ui/notices.tsx'
import type { Generation } from '../gallery/generation.ts'
import { useShotActions } from './shot-mutations.ts'
import styles from './shot-view.module.css'

async function fetchCount(shotId: string, signal: AbortSignal): Promise<number> {
  return unwrap(
    await supabase.rpc('count_unpositioned_generations', { p_shot_id: shotId }).abortSignal(signal),
  )
}

interface UnpositionedNoteProps {
  readonly projectId: string
  readonly shotId: string
  /** The pictures on screen: those of them without a place get one. */
  readonly items: readonly Generation[]
}

/** Says how many pictures of the shot have no place in its order, and gives them one. */
export function UnpositionedNote({ projectId, shotId, items }: UnpositionedNoteProps): ReactNode {
  const notify = useNotify()
  const { addPicture } = useShotActions(projectId)
  const [busy, setBusy] = useState(false)
  const { data: count = 0 } = useQuery({
    queryKey: unpositionedCountKey(shotId),
    queryFn: ({ signal }) => fetchCount(shotId, signal),
    refetchInterval: useResurrectionPolling(),
  })
  if (count === 0) return null

  const place = async (): Promise<void> => {
    setBusy(true)
    try {
      // One after the other, so that they keep the order they are seen in.
      for (const item of items.filter(({ position }) => position === undefined)) {
        await addPicture(shotId, item.id)
      }
    } catch (error) {
      notify('bad', `Not all pictures got a place. ${explain(error)}`)
    }
    setBusy(false)
  }
  return (
    <p className={styles.unpositioned} data-testid="unpositioned-count" data-count={count}>
      <span>
        {count === 1 ? '1 picture has no place yet.' : `${count} pictures have no place yet.`}
      </span>
      <Button size="small" busy={busy} onClick={() => void place()}>
        Place them at the end
      </Button>
    </p>
  )
}
