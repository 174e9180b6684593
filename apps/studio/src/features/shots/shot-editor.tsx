import { Clapperboard } from 'lucide-react'
import type { ReactNode } from 'react'
import { useLocation } from 'wouter'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ShotHead } from './shot-head.tsx'
import { ShotImages } from './shot-images.tsx'
import { ShotVideos } from './shot-videos.tsx'
import { UnpositionedBanner } from './unpositioned-banner.tsx'
import { useShots } from './use-shots.ts'
import styles from './shot-editor.module.css'

interface ShotEditorProps {
  readonly projectId: string
  readonly shotId: string
}

/** One shot: its pictures in their order, those without a place, and its videos. */
export function ShotEditor({ projectId, shotId }: ShotEditorProps): ReactNode {
  const { data: shots, isFetching } = useShots(projectId)
  const shot = shots?.find(({ id }) => id === shotId)
  // A list that is being refreshed may be about to have it.
  if (shots !== undefined && shot === undefined && !isFetching) {
    return <ShotGone projectId={projectId} />
  }
  return (
    <section className={styles.editor} aria-label={shot?.name ?? 'Shot'} data-testid="shot-view">
      <ShotHead projectId={projectId} shot={shot} />
      <UnpositionedBanner projectId={projectId} shotId={shotId} />
      <ShotImages projectId={projectId} shotId={shotId} />
      <ShotVideos projectId={projectId} shotId={shotId} shotName={shot?.name} />
    </section>
  )
}

function ShotGone({ projectId }: { readonly projectId: string }): ReactNode {
  const [, goTo] = useLocation()
  return (
    <EmptyState
      icon={<Clapperboard />}
      title="This shot is gone"
      action={
        <Button size="small" onClick={() => goTo(`/p/${projectId}/shots`)}>
          All shots
        </Button>
      }
    >
      It was deleted, perhaps in another tab. Its pictures are still in the gallery.
    </EmptyState>
  )
}
