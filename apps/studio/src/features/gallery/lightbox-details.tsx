import { Clapperboard } from 'lucide-react'
import type { ReactNode } from 'react'
import { Link } from 'wouter'
import { TimeAgo } from '../../ui/time-ago.tsx'
import { useShots } from '../shots/use-shots.ts'
import { TOOLS } from './filters.ts'
import type { Generation } from './generation.ts'
import { useMakingTask } from './use-making-task.ts'
import styles from './lightbox.module.css'

interface LightboxDetailsProps {
  readonly projectId: string
  readonly generation: Generation
}

/** What the picture is of, how it was made, and where it is used. */
export function LightboxDetails({ projectId, generation }: LightboxDetailsProps): ReactNode {
  const { prompt, size, seed, createdAt, toolType } = generation
  const tool = TOOLS.find(known => known.tool === toolType)
  return (
    <footer className={styles.details}>
      <p className={styles.prompt}>{prompt}</p>
      <ul className={styles.facts}>
        <li>
          <TimeAgo at={createdAt} />
        </li>
        {tool && <li>{tool.one}</li>}
        {size && (
          <li>
            {size[0]} × {size[1]}
          </li>
        )}
        {seed !== undefined && <li>Seed {seed}</li>}
        <MadeBy generation={generation} />
        <InShots projectId={projectId} generation={generation} />
      </ul>
    </footer>
  )
}

function MadeBy({ generation }: { readonly generation: Generation }): ReactNode {
  const task = useMakingTask(generation)
  if (!task) return null
  const seconds =
    task.startedAt !== undefined && task.doneAt !== undefined
      ? (Date.parse(task.doneAt) - Date.parse(task.startedAt)) / 1000
      : undefined
  return (
    <li data-testid="lightbox-task" title={`Task ${task.id}`}>
      {seconds === undefined
        ? `Task ${task.id.slice(0, 8)}`
        : `Task ${task.id.slice(0, 8)}, made in ${seconds.toFixed(1)} s`}
    </li>
  )
}

function InShots({ projectId, generation }: LightboxDetailsProps): ReactNode {
  const { data: shots = [] } = useShots(projectId)
  return shots
    .filter(({ id }) => generation.shotIds.includes(id))
    .map(({ id, name }) => (
      <li key={id}>
        <Link
          href={`/p/${projectId}/shots/${id}`}
          className={styles.shot}
          data-testid="lightbox-shot"
        >
          <Clapperboard aria-hidden />
          {name}
        </Link>
      </li>
    ))
}
