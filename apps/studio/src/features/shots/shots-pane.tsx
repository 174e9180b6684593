import { Clapperboard, LayoutGrid, Plus } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Link } from 'wouter'
import { pageCount } from '../../data/page.ts'
import { explain } from '../../data/request-error.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { Pager } from '../../ui/pager.tsx'
import { Pane } from '../../ui/pane.tsx'
import { Skeleton } from '../../ui/skeleton.tsx'
import { type ShotDialog, ShotDialogs } from './shot-dialogs.tsx'
import { ShotRow } from './shot-row.tsx'
import type { Shot } from './shot.ts'
import { useShots } from './use-shots.ts'
import styles from './shots-pane.module.css'

interface ShotsPaneProps {
  readonly projectId: string
  readonly openShotId: string | undefined
}

/** The shots of the project: the newest, five at a time. All of them in their order are a page of their own. */
export function ShotsPane({ projectId, openShotId }: ShotsPaneProps): ReactNode {
  const [dialog, setDialog] = useState<ShotDialog>()
  const actions = (
    <div className={styles.actions}>
      <Link
        className={styles.all}
        href={`/p/${projectId}/shots`}
        aria-label="All shots"
        title="All shots"
        data-testid="shots-all"
      >
        <LayoutGrid aria-hidden />
      </Link>
      <Button
        size="small"
        tone="quiet"
        icon={<Plus />}
        onClick={() => setDialog({ kind: 'create', id: crypto.randomUUID() })}
        data-testid="shot-create"
      >
        New shot
      </Button>
    </div>
  )
  return (
    <Pane title="Shots" actions={actions}>
      <ShotList projectId={projectId} openShotId={openShotId} onDialog={setDialog} />
      <ShotDialogs projectId={projectId} dialog={dialog} onClose={() => setDialog(undefined)} />
    </Pane>
  )
}

interface ShotListProps extends ShotsPaneProps {
  readonly onDialog: (dialog: ShotDialog) => void
}

function ShotList(props: ShotListProps): ReactNode {
  const { data: shots, error } = useShots(props.projectId)
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
  return <ShotPages {...props} shots={shots} />
}

const SHOTS_A_PAGE = 5

function ShotPages(props: ShotListProps & { readonly shots: readonly Shot[] }): ReactNode {
  const { projectId, openShotId, onDialog } = props
  const [asked, setPage] = useState(1)
  const newest = props.shots.toSorted((a, b) => b.createdAt.localeCompare(a.createdAt))
  const last = pageCount(newest.length, SHOTS_A_PAGE)
  const page = Math.min(asked, last)
  const shots = newest.slice((page - 1) * SHOTS_A_PAGE, page * SHOTS_A_PAGE)
  return (
    <>
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
      <Pager page={page} pageCount={last} onPage={setPage} label="Pages of shots" />
    </>
  )
}
