import type { QueryClient } from '@tanstack/react-query'

/** One mutation among those of its intent. */
export interface Turn {
  /**
   * Sends when its turn has come. If a newer mutation of the intent came before that, nothing is sent, also
   * when this is a retry: it then settles as the newest does.
   */
  readonly send: <Data>(work: () => Promise<Data>) => Promise<Data>
  /** The mutation is over, retries included. */
  readonly settled: (data: unknown, error: unknown) => void
}

/** The mutations of one intent that are not over. */
interface Lane {
  members: number
  newest: Promise<unknown>
  /** The request that is out. */
  running: Promise<void> | undefined
}

const lanesOf = new WeakMap<QueryClient, Map<string, Lane>>()

/** Joins the mutations of `intent` as the newest of them. */
export function takeTurn(client: QueryClient, intent: string): Turn {
  const lanes = lanesOf.get(client) ?? new Map<string, Lane>()
  lanesOf.set(client, lanes)
  const { promise: outcome, ...own } = deferred()
  const lane = lanes.get(intent) ?? { members: 0, newest: outcome, running: undefined }
  lanes.set(intent, lane)
  lane.members += 1
  lane.newest = outcome

  const run = async <Data>(work: () => Promise<Data>): Promise<Data> => {
    const answer = work()
    const free = (): void => void (lane.running = undefined)
    lane.running = answer.then(free, free)
    return await answer
  }
  const send: Turn['send'] = work => {
    // Mutations of one intent are of one kind.
    if (lane.newest !== outcome) return ofNewer(lane.newest) as ReturnType<typeof work>
    return lane.running === undefined ? run(work) : lane.running.then(() => send(work))
  }
  return {
    send,
    settled: (data, error) => {
      if (error === null) own.resolve(data)
      else own.reject(error)
      lane.members -= 1
      if (lane.members === 0) lanes.delete(intent)
    },
  }
}

const failures = new WeakSet<object>()

async function ofNewer(newest: Promise<unknown>): Promise<unknown> {
  try {
    return await newest
  } catch (error) {
    if (typeof error === 'object' && error !== null) failures.add(error)
    throw error
  }
}

/** Whether it is how the newest mutation of an intent has ended, retries included: to retry another is no use. */
export function isFinal(error: unknown): boolean {
  return typeof error === 'object' && error !== null && failures.has(error)
}

function deferred() {
  let resolve: (value: unknown) => void = () => undefined
  let reject: (error: unknown) => void = () => undefined
  const promise = new Promise<unknown>((toResolve, toReject) => {
    resolve = toResolve
    reject = toReject
  })
  // Nobody may be waiting for it.
  promise.catch(() => undefined)
  return { promise, resolve, reject }
}
