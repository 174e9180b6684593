import { Check, ChevronsUpDown, Pencil, Plus, Trash2 } from 'lucide-react'
import { type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { Menu, MenuHeading, MenuItem, MenuLine, MenuScroll } from '../../ui/menu.tsx'
import { ProjectDialogs, type ProjectDialog } from './project-dialogs.tsx'
import { type Project, useProjects } from './use-projects.ts'
import styles from './project-switcher.module.css'

interface ProjectSwitcherProps {
  /** The open project; undefined when there is none. */
  readonly current: Project | undefined
}

/** Which project is open, and everything that can be done with projects. */
export function ProjectSwitcher({ current }: ProjectSwitcherProps): ReactNode {
  const [, goTo] = useLocation()
  const { data: projects = [] } = useProjects()
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
        <MenuHeading>Projects</MenuHeading>
        <MenuScroll>
          {projects.map(project => (
            <MenuItem
              key={project.id}
              icon={project.id === current?.id && <Check />}
              onSelect={() => goTo(`/p/${project.id}`)}
              data-testid="project-option"
            >
              {project.name}
            </MenuItem>
          ))}
        </MenuScroll>
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
