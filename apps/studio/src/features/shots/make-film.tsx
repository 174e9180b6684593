import { Clapperboard } from 'lucide-react'
import type { ReactNode } from 'react'
import { Button } from '../../ui/button.tsx'
import { useSubtasks } from '../tasks/use-task.ts'
import { type Film, filmProblem, isOpen } from './film.ts'
import { useFilm, useMakeFilm } from './use-film.ts'
import { useShotImages } from './use-shot-images.ts'
import styles from './make-film.module.css'

interface MakeFilmProps {
  readonly projectId: string
  readonly shotId: string
  /** Undefined until the shots are loaded. */
  readonly shotName: string | undefined
}

/** Asks for a film of the shot, and says how far it is. */
export function MakeFilm({ projectId, shotId, shotName }: MakeFilmProps): ReactNode {
  const { data: images } = useShotImages(shotId)
  const { data: film } = useFilm(projectId, shotId)
  const make = useMakeFilm()
  const problem = images && filmProblem(images.total)
  const open = film !== null && film !== undefined && isOpen(film)
  const press = (): void => {
    if (images === undefined || shotName === undefined) return
    const generationIds = images.items.map(({ id }) => id)
    make({ taskId: crypto.randomUUID(), projectId, shotId, shotName, generationIds })
  }
  const ready =
    images !== undefined && shotName !== undefined && film !== undefined && problem === undefined
  return (
    <div className={styles.film}>
      <Button
        size="small"
        icon={<Clapperboard />}
        disabled={!ready || open}
        onClick={press}
        aria-describedby="make-film-words"
        data-testid="make-film"
      >
        Make a film
      </Button>
      <div id="make-film-words" className={styles.words}>
        {open ? <FilmProgress film={film} /> : <p>{problem ?? (film && filmEnd(film))}</p>}
      </div>
    </div>
  )
}

function filmEnd({ status, error }: Film): string | undefined {
  if (status === 'Failed') return `The last film was not made. ${error ?? ''}`
  return status === 'Cancelled' ? 'The last film was cancelled.' : undefined
}

/** The parts are tasks of their own, which no list shows. */
function FilmProgress({ film }: { readonly film: Film }): ReactNode {
  const { data: parts = [] } = useSubtasks(film.taskId)
  const done = parts.filter(({ status }) => status === 'Complete').length
  if (film.status === 'Queued' || parts.length === 0) return <p role="status">Waiting to begin.</p>
  return (
    <div
      className={styles.progress}
      data-testid="film-progress"
      data-done={done}
      data-of={parts.length}
    >
      <p role="status">
        Making the film: {done} of {parts.length} parts are done.
      </p>
      <progress value={done} max={parts.length} aria-label="Film" />
    </div>
  )
}
