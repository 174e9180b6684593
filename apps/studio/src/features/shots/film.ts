import type { TaskStatus } from '@/shared/lib/queryKeys'

/** A film that was asked for of a shot. */
export interface Film {
  readonly taskId: string
  readonly status: TaskStatus
  readonly error: string | undefined
}

const FEWEST = 2
/** What `plan_film` in the database takes. */
const MOST = 24

/** Why no film can be made of so many pictures that have a place, as a sentence; undefined when it can. */
export function filmProblem(pictures: number): string | undefined {
  if (pictures < FEWEST) return 'A film needs at least 2 pictures in order.'
  if (pictures > MOST)
    return `A film can have ${MOST} pictures, and this shot has ${pictures} in order.`
  return undefined
}

export function isOpen({ status }: Pick<Film, 'status'>): boolean {
  return status === 'Queued' || status === 'In Progress'
}
