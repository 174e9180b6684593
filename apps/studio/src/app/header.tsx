import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { AccountMenu } from '../features/account/account-menu.tsx'
import { ProjectSwitcher } from '../features/projects/project-switcher.tsx'
import type { Project } from '../features/projects/use-projects.ts'
import { SettingsButton } from '../features/settings/settings-button.tsx'
import { StatusChip } from './status-chip.tsx'
import styles from './header.module.css'

interface HeaderProps {
  /** The open project; undefined when there is none. */
  readonly project: Project | undefined
}

export function Header({ project }: HeaderProps): ReactNode {
  return (
    <header className={styles.header}>
      <Link
        href={project ? `/p/${project.id}` : '/'}
        className={styles.brand}
        aria-label="Everfresh Studio"
      >
        <img src="/favicon.svg" alt="" width={26} height={26} />
        <span className={styles.wordmark}>Everfresh</span>
      </Link>
      <span className={styles.slash} aria-hidden />
      <ProjectSwitcher current={project} />
      <span className={styles.gap} />
      <StatusChip />
      <SettingsButton project={project} />
      <AccountMenu />
    </header>
  )
}
