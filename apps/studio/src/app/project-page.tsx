import { type ReactNode, useEffect } from 'react'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { useProjects } from '../features/projects/use-projects.ts'
import { useTheme } from '../features/settings/use-theme.ts'
import { LoadProblem } from '../ui/load-problem.tsx'
import { BackendBanner } from './backend-banner.tsx'
import { Header } from './header.tsx'
import { rememberProject } from './last-project.ts'
import { ProjectGone } from './project-gone.tsx'
import { SkipLink } from './skip-link.tsx'
import { StaleNotice } from './stale-notice.tsx'
import { Workspace } from './workspace.tsx'
import styles from './project-page.module.css'

interface ProjectPageProps {
  readonly projectId: string
  readonly shotId: string | undefined
  /** Whether all shots are on the stage, in the place of the gallery. */
  readonly allShots: boolean
}

export function ProjectPage({ projectId, shotId, allShots }: ProjectPageProps): ReactNode {
  const { id: userId } = useUser()
  useTheme(userId)
  const query = useProjects()
  const project = query.data?.find(({ id }) => id === projectId)
  useEffect(() => {
    if (project) rememberProject(userId, project.id)
  }, [userId, project])

  return (
    <div className={styles.page}>
      <title>
        {project === undefined ? 'Everfresh Studio' : `${project.name} · Everfresh Studio`}
      </title>
      <SkipLink />
      <Header project={project} />
      <BackendBanner />
      <StaleNotice />
      {project ? (
        <Workspace key={project.id} projectId={project.id} shotId={shotId} allShots={allShots} />
      ) : (
        <main className={styles.alone}>
          {query.data ? (
            <ProjectGone projects={query.data} />
          ) : (
            <LoadProblem query={query} fallback={null} />
          )}
        </main>
      )}
    </div>
  )
}
