import type { ReactNode } from 'react'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { Dialog } from '../../ui/dialog.tsx'
import type { Project } from '../projects/use-projects.ts'
import { ConnectionSettings } from './connection-settings.tsx'
import { SettingsText } from './settings-text.tsx'
import { ThemeChoice } from './theme-choice.tsx'
import styles from './settings.module.css'

interface SettingsDialogProps {
  /** The open project; undefined when there is none. */
  readonly project: Project | undefined
  readonly onClose: () => void
}

/** Everything that can be set: for the open project, for this person, for this browser. */
export function SettingsDialog({ project, onClose }: SettingsDialogProps): ReactNode {
  const { id: userId } = useUser()
  return (
    <Dialog title="Settings" onClose={onClose} testId="settings-panel">
      <div className={styles.sections}>
        {project && (
          <section className={styles.section} aria-label="This project">
            <h3 className={styles.heading}>{project.name}</h3>
            <SettingsText
              owner={{ scope: 'project', id: project.id }}
              name="notes"
              label="Notes"
              hint="For you: what this project is about."
              rows={3}
            />
          </section>
        )}
        <section className={styles.section} aria-label="You">
          <h3 className={styles.heading}>You</h3>
          <ThemeChoice userId={userId} />
        </section>
        <section className={styles.section} aria-label="Connection">
          <h3 className={styles.heading}>Connection</h3>
          <ConnectionSettings />
        </section>
      </div>
    </Dialog>
  )
}
