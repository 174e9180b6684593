/** Work that is due at a time; of two that are due together, the one of the lower number comes first. */
export interface Job {
  readonly at: number
  readonly number: number
  readonly fn: () => void
  /** Where it stands in its queue, which alone may set it; -1 when it is in none. */
  place: number
}

/** What is to be done, the next first: a binary heap, so that a hundred thousand jobs are as quick as ten. */
export interface JobQueue {
  readonly size: () => number
  /** The one that is due first; undefined: there is none. */
  readonly next: () => Job | undefined
  readonly add: (job: Job) => void
  /** Nothing happens where `job` is not in the queue. */
  readonly remove: (job: Job) => void
}

export function jobQueue(): JobQueue {
  const heap: Job[] = []

  const put = (job: Job, place: number): void => {
    heap[place] = job
    job.place = place
  }
  /** Puts `job` at `place`, or nearer to the top while it is due before those above. */
  const rise = (job: Job, place: number): void => {
    let at = place
    for (
      let above = heap[parentOf(at)];
      at > 0 && above !== undefined;
      above = heap[parentOf(at)]
    ) {
      if (!isBefore(job, above)) break
      put(above, at)
      at = parentOf(at)
    }
    put(job, at)
  }
  /** Puts `job` at `place`, or further down while one below is due before it. */
  const sink = (job: Job, place: number): void => {
    let at = place
    for (let below = earlierChild(heap, at); below < heap.length; below = earlierChild(heap, at)) {
      const other = heap[below]
      if (other === undefined || !isBefore(other, job)) break
      put(other, at)
      at = below
    }
    put(job, at)
  }

  return {
    size: () => heap.length,
    next: () => heap[0],
    add: job => rise(job, heap.length),
    remove: job => {
      const { place } = job
      if (place < 0) return
      job.place = -1
      const last = heap.pop()
      if (last === undefined || last === job) return
      sink(last, place)
      rise(last, last.place)
    },
  }
}

function parentOf(place: number): number {
  return (place - 1) >> 1
}

/** The place of the child that is due first; beyond the end where there is none. */
function earlierChild(heap: readonly Job[], place: number): number {
  const left = 2 * place + 1
  const [one, other] = [heap[left], heap[left + 1]]
  return one !== undefined && other !== undefined && isBefore(other, one) ? left + 1 : left
}

function isBefore(job: Job, other: Job): boolean {
  return job.at < other.at || (job.at === other.at && job.number < other.number)
}
