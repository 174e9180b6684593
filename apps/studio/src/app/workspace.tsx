import { Clapperboard, Images, ListTodo } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Composer } from '../features/composer/composer.tsx'
import { Gallery } from '../features/gallery/gallery.tsx'
import { PictureGridSkeleton } from '../features/gallery/picture-grid.tsx'
import { ShotsPane } from '../features/shots/shots-pane.tsx'
import { TasksPane } from '../features/tasks/tasks-pane.tsx'
import { whenShown } from '../ui/when-shown.tsx'
import { ProcessingCount } from './processing-count.tsx'
import { STAGE_ID } from './skip-link.tsx'
import styles from './workspace.module.css'

// With what they need for dragging, loaded when a shot is looked at first.
const ShotEditor = whenShown(
  async () => (await import('../features/shots/shot-editor.tsx')).ShotEditor,
  <PictureGridSkeleton />,
)
const ShotsGrid = whenShown(
  async () => (await import('../features/shots/shots-grid.tsx')).ShotsGrid,
  <PictureGridSkeleton />,
)

interface WorkspaceProps {
  readonly projectId: string
  readonly shotId: string | undefined
  /** Whether all shots are on the stage. */
  readonly allShots: boolean
}

/** Which part a phone shows; wider screens show all of them. */
type View = 'pictures' | 'tasks' | 'shots'

export function Workspace({ projectId, shotId, allShots }: WorkspaceProps): ReactNode {
  const [view, setView] = useState<View>('pictures')
  const onStage = allShots ? 'shots' : shotId
  const [shown, setShown] = useState(onStage)
  if (onStage !== shown) {
    // Opening a shot, or leaving it, shows its pictures also where only one part fits.
    setShown(onStage)
    setView('pictures')
  }
  return (
    <div className={styles.workspace} data-view={view}>
      <aside className={styles.shots}>
        <ShotsPane projectId={projectId} openShotId={shotId} />
      </aside>
      <main className={styles.stage} id={STAGE_ID} tabIndex={-1}>
        <div className={styles.composer}>
          <Composer projectId={projectId} openShotId={shotId} />
        </div>
        <Stage projectId={projectId} shotId={shotId} allShots={allShots} />
      </main>
      <aside className={styles.tasks}>
        <TasksPane projectId={projectId} />
      </aside>
      <ViewBar view={view} onView={setView} projectId={projectId} />
    </div>
  )
}

function Stage({ projectId, shotId, allShots }: WorkspaceProps): ReactNode {
  if (shotId !== undefined) return <ShotEditor key={shotId} projectId={projectId} shotId={shotId} />
  return allShots ? <ShotsGrid projectId={projectId} /> : <Gallery projectId={projectId} />
}

interface ViewBarProps {
  readonly view: View
  readonly onView: (view: View) => void
  readonly projectId: string
}

function ViewBar({ view, onView, projectId }: ViewBarProps): ReactNode {
  const button = (name: View, icon: ReactNode, label: string): ReactNode => (
    <button type="button" aria-pressed={view === name} onClick={() => onView(name)}>
      {icon}
      {label}
    </button>
  )
  return (
    <nav className={styles.bar} aria-label="Parts of the project">
      {button('pictures', <Images aria-hidden />, 'Pictures')}
      {button(
        'tasks',
        <span className={styles.counted}>
          <ListTodo aria-hidden />
          <ProcessingCount projectId={projectId} />
        </span>,
        'Tasks',
      )}
      {button('shots', <Clapperboard aria-hidden />, 'Shots')}
    </nav>
  )
}
