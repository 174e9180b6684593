import { Check, Search } from 'lucide-react'
import { type KeyboardEvent, type PointerEvent, type ReactNode, useState } from 'react'
import { useLocation } from 'wouter'
import { MenuHeading, MenuItem, MenuScroll } from '../../ui/menu.tsx'
import { found, SEARCHED_FROM } from './project-search.ts'
import { type Project, useProjects } from './use-projects.ts'
import styles from './project-switcher.module.css'

interface ProjectListProps {
  readonly current: Project | undefined
}

/** The projects to choose from, with a field to find one where they are many. */
export function ProjectList({ current }: ProjectListProps): ReactNode {
  const [, goTo] = useLocation()
  const { data: projects = [] } = useProjects()
  const [typed, setTyped] = useState('')
  const searched = projects.length >= SEARCHED_FROM
  const shown = searched ? found(projects, typed) : projects
  const open = ({ id }: Project): void => goTo(`/p/${id}`)
  return (
    <>
      {searched ? (
        <SearchField value={typed} onChange={setTyped} onEnter={() => shown[0] && open(shown[0])} />
      ) : (
        <MenuHeading>Projects</MenuHeading>
      )}
      <MenuScroll>
        {shown.map(project => (
          <MenuItem
            key={project.id}
            icon={project.id === current?.id && <Check />}
            onSelect={() => open(project)}
            {...(searched && { onPointerMove: keepFocus, onPointerLeave: keepFocus })}
            data-testid="project-option"
          >
            {project.name}
          </MenuItem>
        ))}
        {shown.length === 0 && <p className={styles.none}>No project has this name.</p>}
      </MenuScroll>
    </>
  )
}

/** A menu gives the focus to what the pointer is over; here it would take it from the field. */
function keepFocus(event: PointerEvent): void {
  event.preventDefault()
}

interface SearchFieldProps {
  readonly value: string
  readonly onChange: (value: string) => void
  readonly onEnter: () => void
}

function SearchField({ value, onChange, onEnter }: SearchFieldProps): ReactNode {
  const onKeyDown = (event: KeyboardEvent<HTMLInputElement>): void => {
    if (event.key === 'Escape') return
    // The menu would take letters for the beginning of an entry's name.
    event.stopPropagation()
    if (event.key === 'ArrowDown') {
      event.preventDefault()
      event.currentTarget
        .closest('[role=menu]')
        ?.querySelector<HTMLElement>('[role=menuitem]')
        ?.focus()
    }
    if (event.key === 'Enter' && !event.nativeEvent.isComposing) onEnter()
  }
  return (
    <label className={styles.search}>
      <Search aria-hidden />
      <input
        // oxlint-disable-next-line jsx-a11y/no-autofocus -- the menu was opened to find something
        autoFocus
        type="search"
        aria-label="Find a project"
        placeholder="Find a project…"
        value={value}
        onChange={event => onChange(event.target.value)}
        onKeyDown={onKeyDown}
        data-testid="project-search"
      />
    </label>
  )
}
