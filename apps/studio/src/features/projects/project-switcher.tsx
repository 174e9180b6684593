import { ChevronsUpDown, Pencil, Plus, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { Menu, MenuItem, MenuLine } from '../../ui/menu.tsx'
import { ProjectDialogs, type ProjectDialog } from './project-dialogs.tsx'
import { ProjectList } from './project-list.tsx'
import type { Project } from './use-projects.ts'
import styles from './project-switcher.module.css'

interface ProjectSwitcherProps {
  /** The open project; undefined when there is none. */
  readonly current: Project | undefined
}

/** Which project is open, and everything that can be done with projects. */
export function ProjectSwitcher({ current }: ProjectSwitcherProps): ReactNode {
  const [dialog, setDialog] = useState<ProjectDialog>()

  const trigger = (
    <button type="button" className={styles.trigger} data-testid="project-switcher">
      <span className={styles.name}>{current?.name ?? 'Choose a project'}</span>
      <ChevronsUpDown aria-hidden />
    </button>
  )
  return (
    <>
      <Menu trigger={trigger} align="start" label="Projects">
        <ProjectList current={current} />
        <MenuLine />
        <MenuItem
          icon={<Plus />}
          onSelect={() => setDialog({ kind: 'create', id: crypto.randomUUID() })}
          data-testid="project-create"
        >
          New project…
        </MenuItem>
        {current && (
          <>
            <MenuItem
              icon={<Pencil />}
              onSelect={() => setDialog({ kind: 'rename', project: current })}
              data-testid="project-rename"
            >
              Rename this project…
            </MenuItem>
            <MenuItem
              icon={<Trash2 />}
              danger
              onSelect={() => setDialog({ kind: 'delete', project: current })}
              data-testid="project-delete"
            >
              Delete this project…
            </MenuItem>
          </>
        )}
      </Menu>
      <ProjectDialogs dialog={dialog} onClose={() => setDialog(undefined)} />
    </>
  )
}
