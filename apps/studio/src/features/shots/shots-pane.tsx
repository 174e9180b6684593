import { Clapperboard, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { explain } from '../../data/request-error.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { type ShotDialog, ShotDialogs } from './shot-dialogs.tsx'
import { ShotRow } from './shot-row.tsx'
import { useShots } from './use-shots.ts'
import styles from './shots-pane.module.css'

interface ShotsPaneProps {
  readonly projectId: string
  readonly openShotId: string | undefined
}

/** The shots of the project. */
export function ShotsPane({ projectId, openShotId }: ShotsPaneProps): ReactNode {
  const [dialog, setDialog] = useState<ShotDialog>()
  const newShot = (
    <Button
      size="small"
      tone="quiet"
      icon={<Plus />}
      onClick={() => setDialog({ kind: 'create', id: crypto.randomUUID() })}
      data-testid="shot-create"
    >
      New shot
    </Button>
  )
  return (
    <Pane title="Shots" actions={newShot}>
      <ShotList projectId={projectId} openShotId={openShotId} onDialog={setDialog} />
      <ShotDialogs projectId={projectId} dialog={dialog} onClose={() => setDialog(undefined)} />
    </Pane>
  )
}

interface ShotListProps extends ShotsPaneProps {
  readonly onDialog: (dialog: ShotDialog) => void
}

function ShotList({ projectId, openShotId, onDialog }: ShotListProps): ReactNode {
  const { data: shots, error } = useShots(projectId)
  if (shots === undefined) {
    if (error !== null) return <p className={styles.problem}>{explain(error)}</p>
    return [0, 1, 2].map(n => <Skeleton key={n} className={styles.skeleton} />)
  }
  if (shots.length === 0) {
    return (
      <EmptyState icon={<Clapperboard />} title="No shots yet">
        A shot is an ordered selection of pictures. Create one, then add pictures to it.
      </EmptyState>
    )
  }
  return (
    <ul className={styles.list}>
      {shots.map(shot => (
        <ShotRow
          key={shot.id}
          projectId={projectId}
          shot={shot}
          open={shot.id === openShotId}
          onDialog={onDialog}
        />
      ))}
    </ul>
  )
}
