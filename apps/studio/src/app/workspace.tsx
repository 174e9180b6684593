import { Clapperboard, Images, ListTodo } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Composer } from '../features/composer/composer.tsx'
import { Gallery } from '../features/gallery/gallery.tsx'
import { ShotView } from '../features/shots/shot-view.tsx'
import { ShotsPane } from '../features/shots/shots-pane.tsx'
import { TasksPane } from '../features/tasks/tasks-pane.tsx'
import { ProcessingCount } from './processing-count.tsx'
import styles from './workspace.module.css'

interface WorkspaceProps {
  readonly projectId: string
  readonly shotId: string | undefined
}

/** Which part a phone shows; wider screens show all of them. */
type View = 'pictures' | 'tasks' | 'shots'

export function Workspace({ projectId, shotId }: WorkspaceProps): ReactNode {
  const [view, setView] = useState<View>('pictures')
  const [shownShot, setShownShot] = useState(shotId)
  if (shotId !== shownShot) {
    // Opening a shot, or leaving it, shows its pictures also where only one part fits.
    setShownShot(shotId)
    setView('pictures')
  }
  return (
    <div className={styles.workspace} data-view={view}>
      <aside className={styles.shots}>
        <ShotsPane projectId={projectId} openShotId={shotId} />
      </aside>
      <main className={styles.stage}>
        <div className={styles.composer}>
          <Composer projectId={projectId} openShotId={shotId} />
        </div>
        {shotId === undefined ? (
          <Gallery projectId={projectId} />
        ) : (
          <ShotView key={shotId} projectId={projectId} shotId={shotId} />
        )}
      </main>
      <aside className={styles.tasks}>
        <TasksPane projectId={projectId} />
      </aside>
      <ViewBar view={view} onView={setView} projectId={projectId} />
    </div>
  )
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
