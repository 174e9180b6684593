import { FolderX } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import type { Project } from '../features/projects/use-projects.ts'
import { EmptyState } from '../ui/empty-state.tsx'
import styles from './project-gone.module.css'

/** Where the address leads to no project of this user: what happened, and the way to another. */
export function ProjectGone({ projects }: { readonly projects: readonly Project[] }): ReactNode {
  return (
    <div data-testid="project-gone">
      <EmptyState
        icon={<FolderX />}
        title="This project is not here"
        action={
          <ul className={styles.projects}>
            {projects.map(({ id, name }) => (
              <li key={id}>
                <Link href={`/p/${id}`} className={styles.project}>
                  {name}
                </Link>
              </li>
            ))}
            {projects.length === 0 && (
              <li>
                <Link href="/" className={styles.project}>
                  Start a new project
                </Link>
              </li>
            )}
          </ul>
        }
      >
        It was deleted, perhaps in another tab, or it belongs to somebody else. A prompt you were
        writing is kept and comes along to the project you choose.
      </EmptyState>
    </div>
  )
}
