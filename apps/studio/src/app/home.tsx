import { type ReactNode, useEffect, useState } from 'react'
import { Redirect } from 'wouter'
import { useUser } from '@/shared/providers/RealtimeProvider'
import { explain } from '../data/request-error.ts'
import { useCreateProject } from '../features/projects/project-mutations.ts'
import { type Project, useProjects } from '../features/projects/use-projects.ts'
import { Button } from '../ui/button.tsx'
import { lastProject } from './last-project.ts'
import { Splash, SplashLine } from './splash.tsx'
import styles from './splash.module.css'

/** Leads to the project that was open last; to a first one when there is none. */
export function Home(): ReactNode {
  const { id: userId } = useUser()
  const query = useProjects()
  if (query.data === undefined) {
    if (query.error === null) return <Opening />
    return <Problem error={query.error} onRetry={() => void query.refetch()} />
  }
  const target = pick(query.data, lastProject(userId))
  if (target === undefined) return <FirstProject userId={userId} />
  // Switches in the address hold for a reload, too.
  return <Redirect to={target + location.search} replace />
}

function pick(projects: readonly Project[], lastId: string | null): string | undefined {
  const project = projects.find(({ id }) => id === lastId) ?? projects[0]
  return project && `/p/${project.id}`
}

/**
 * Makes the first project. Its id is the user's own, so that two tabs that open at once make one
 * project and not two; when the list has it, {@link Home} leads to it.
 */
function FirstProject({ userId }: { readonly userId: string }): ReactNode {
  const create = useCreateProject()
  const [error, setError] = useState<unknown>()
  const [attempt, setAttempt] = useState(1)
  useEffect(() => {
    create({ id: userId, name: 'My first project' }).then(() => setError(undefined), setError)
  }, [create, userId, attempt])
  if (error === undefined) return <Opening />
  return <Problem error={error} onRetry={() => setAttempt(attempt + 1)} />
}

function Opening(): ReactNode {
  return (
    <Splash>
      <SplashLine>Opening your projects…</SplashLine>
    </Splash>
  )
}

interface ProblemProps {
  readonly error: unknown
  readonly onRetry: () => void
}

function Problem({ error, onRetry }: ProblemProps): ReactNode {
  return (
    <Splash>
      <div className={styles.problem} role="alert">
        <h1>Your projects did not load</h1>
        <p>{explain(error)}</p>
        <Button onClick={onRetry}>Try again</Button>
      </div>
    </Splash>
  )
}
