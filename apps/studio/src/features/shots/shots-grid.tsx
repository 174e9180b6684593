import { Clapperboard, Plus } from 'lucide-react'
import { type ReactNode, useCallback, useState } from 'react'
import { shotsPrefix } from '@/shared/lib/queryKeys'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { LoadProblem } from '../../ui/load-problem.tsx'
import { PictureGridSkeleton } from '../gallery/picture-grid.tsx'
import { BackLink } from './back-link.tsx'
import { ShotCard } from './shot-card.tsx'
import { type ShotDialog, ShotDialogs } from './shot-dialogs.tsx'
import { useReorderShots } from './shot-mutations.ts'
import type { Shot } from './shot.ts'
import { SortableList } from './sortable-list.tsx'
import { useShots } from './use-shots.ts'
import styles from './shots-grid.module.css'

interface ShotsGridProps {
  readonly projectId: string
}

/** All shots of the project, in their order, to be put in another one. */
export function ShotsGrid({ projectId }: ShotsGridProps): ReactNode {
  const [dialog, setDialog] = useState<ShotDialog>()
  const query = useShots(projectId)
  const create = (): void => setDialog({ kind: 'create', id: crypto.randomUUID() })
  return (
    <section className={styles.page} aria-label="All shots" data-testid="shots-grid">
      <header className={styles.head}>
        <BackLink href={`/p/${projectId}`}>Gallery</BackLink>
        <h1>Shots</h1>
        <span className={styles.total}>{query.data?.length.toLocaleString('en')}</span>
        <Button size="small" icon={<Plus />} onClick={create} data-testid="shots-grid-create">
          New shot
        </Button>
      </header>
      {query.data === undefined ? (
        <LoadProblem query={query} fallback={<PictureGridSkeleton />} />
      ) : (
        <Cards projectId={projectId} shots={query.data} onDialog={setDialog} />
      )}
      <ShotDialogs projectId={projectId} dialog={dialog} onClose={() => setDialog(undefined)} />
    </section>
  )
}

interface CardsProps extends ShotsGridProps {
  readonly shots: readonly Shot[]
  readonly onDialog: (dialog: ShotDialog) => void
}

function Cards({ projectId, shots, onDialog }: CardsProps): ReactNode {
  const reorder = useReorderShots(projectId)
  const onReorder = useCallback(
    (order: readonly Shot[]) => reorder(order.map(({ id }) => id)),
    [reorder],
  )
  if (shots.length === 0) {
    return (
      <EmptyState icon={<Clapperboard />} title="No shots yet">
        A shot is an ordered selection of pictures. Create one, then add pictures to it.
      </EmptyState>
    )
  }
  return (
    <SortableList
      rows={shots}
      scope={shotsPrefix(projectId)}
      onReorder={onReorder}
      nameOf={({ name }) => name}
      className={styles.grid}
      label="Shots"
    >
      {(shot, index) => (
        <ShotCard
          key={shot.id}
          projectId={projectId}
          shot={shot}
          index={index}
          onDialog={onDialog}
        />
      )}
    </SortableList>
  )
}
