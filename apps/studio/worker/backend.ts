import { createClient, type WebSocketLikeConstructor } from '@supabase/supabase-js'
import WebSocket from 'ws'
import type { Database, Json, Tables } from '../src/integrations/supabase/types.ts'
import { BackendError } from './backend-error.ts'
import { textOf } from './order.ts'

export type Task = Tables<'tasks'>
export type Client = ReturnType<typeof createClient<Database>>

/** Where the picture of a task is, and what it was made of. */
export interface Made {
  readonly location: string
  readonly thumbnailUrl: string
  readonly params: Json
}

/** What the worker asks of Supabase. Every call rejects with a {@link BackendError}. */
export interface Backend {
  claim(workerId: string): Promise<Task | undefined>
  /** Keeps a task from being put back. False when it is no longer this worker's. */
  touch(task: Task): Promise<boolean>
  /** Puts a task back to Queued as if it had not been claimed. */
  release(task: Task): Promise<void>
  /** Puts back the tasks whose workers gave no sign of life for so long; returns them. */
  resetOrphans(silenceMs: number): Promise<readonly Task[]>
  /** Makes the parts of a film. Returns how many; 0 when the film is no longer this worker's. */
  planFilm(task: Task): Promise<number>
  /** Where the segments of a stitch are stored, in their order. */
  segmentPaths(stitch: Task): Promise<readonly string[]>
  /** Stores a picture under a path, over what was there, and returns its public address. */
  store(path: string, body: Buffer): Promise<string>
  /** What is stored under a path. Undefined when there is nothing. */
  fetch(path: string): Promise<Buffer | undefined>
  remove(paths: readonly string[]): Promise<void>
  fail(task: Task, reason: string): Promise<void>
  /** Calls back when a task may be ready, or has ended. A hint: it may stay out, and nothing rests on it. */
  listen(hear: { readonly ready: () => void; readonly ended: (taskId: string) => void }): void
}

// A connection that hangs must not hold a task for ever.
const requestLimitMs = 15_000

// Node 20 has no WebSocket of its own. The types differ only in what the events are called.
const webSocket = WebSocket as unknown as WebSocketLikeConstructor

/** A client with the service-role key, which passes row security. Sends nothing by itself. */
export function createServiceClient(url: string, serviceKey: string): Client {
  const client = createClient<Database>(url, serviceKey, {
    auth: { persistSession: false, autoRefreshToken: false, detectSessionInUrl: false },
    realtime: { transport: webSocket },
    global: {
      fetch: (input, init) => {
        const limit = AbortSignal.timeout(requestLimitMs)
        const signal = init?.signal ? AbortSignal.any([init.signal, limit]) : limit
        return fetch(input, { ...init, signal })
      },
    },
  })
  return client
}

const isAway = (status: number | undefined): boolean =>
  status === undefined || status === 0 || status === 408 || status === 429 || status >= 500

type Answer<T> =
  | { readonly data: T; readonly error: null; readonly status: number }
  | { readonly data: null; readonly error: { readonly message: string }; readonly status: number }

/** The data of an answer. Throws a {@link BackendError} when it carries an error. */
export function dataOf<T>(answer: Answer<T>): T {
  if (answer.error === null) return answer.data
  throw new BackendError(isAway(answer.status) ? 'away' : 'refused', answer.error.message)
}

function throwStorage(error: {
  readonly message: string
  readonly status?: number | undefined
}): never {
  throw new BackendError(isAway(error.status) ? 'away' : 'refused', error.message)
}

const family = 'params->>orchestrator_task_id_ref'

export function createBackend(client: Client): Backend {
  /** Changes a task while it is In Progress with the worker that claimed it. */
  const changeHeld = async (task: Task, change: Partial<Task>): Promise<boolean> => {
    const query = client.from('tasks').update(change).eq('id', task.id).eq('status', 'In Progress')
    return dataOf(await query.eq('worker_id', task.worker_id ?? '').select('id')).length > 0
  }
  return {
    claim: async workerId =>
      dataOf(await client.rpc('claim_next_task', { p_worker_id: workerId }))[0],
    touch: task => changeHeld(task, { worker_id: task.worker_id }),
    release: async task => {
      await changeHeld(task, {
        status: 'Queued',
        worker_id: null,
        generation_started_at: null,
        attempts: task.attempts - 1,
      })
    },
    resetOrphans: async silenceMs => {
      const silence = { p_silence: `${silenceMs} milliseconds` }
      return dataOf(await client.rpc('reset_orphans', silence))
    },
    planFilm: async task => {
      const film = { p_task_id: task.id, p_worker_id: task.worker_id ?? '' }
      return dataOf(await client.rpc('plan_film', film)).length
    },
    segmentPaths: async stitch => {
      const query = client
        .from('tasks')
        .select('id')
        .eq('project_id', stitch.project_id)
        .eq('task_type', 'travel_segment')
        .eq(family, textOf(stitch, 'orchestrator_task_id_ref') ?? '')
      const segments = dataOf(await query.order('params->index'))
      return segments.map(({ id }) => `${stitch.project_id}/${id}.webp`)
    },
    ...createShelf(client),
    fail: async (task, reason) => {
      const failed = { p_task_id: task.id, p_error: reason }
      dataOf(await client.rpc('fail_task', { ...failed, p_worker_id: task.worker_id ?? '' }))
    },
    listen: hear => listen(client, hear),
  }
}

/** The store of pictures. */
function createShelf(client: Client): Pick<Backend, 'store' | 'fetch' | 'remove'> {
  const pictures = client.storage.from('pictures')
  return {
    store: async (path, body) => {
      const { error } = await pictures.upload(path, body, {
        contentType: 'image/webp',
        upsert: true,
      })
      if (error !== null) throwStorage(error)
      return pictures.getPublicUrl(path).data.publicUrl
    },
    fetch: async path => {
      // A body that breaks off is thrown, not returned.
      const { data, error } = await pictures.download(path).catch((reason: unknown) => {
        throw new BackendError('away', String(reason))
      })
      if (error === null) return Buffer.from(await data.arrayBuffer())
      // A download's error has the answer itself; a missing file is a 400 or a 404.
      const { status } = error as { readonly status?: number }
      if (status === 400 || status === 404) return undefined
      throwStorage({ message: error.message, status })
    },
    remove: async paths => {
      const { error } = await pictures.remove([...paths])
      if (error !== null) throwStorage(error)
    },
  }
}

const listen = (client: Client, { ready, ended }: Parameters<Backend['listen']>[0]): void => {
  const tasks = { schema: 'public', table: 'tasks' } as const
  client
    .channel('worker', { config: { private: true } })
    .on('postgres_changes', { event: 'INSERT', ...tasks }, ready)
    .on<Task>('postgres_changes', { event: 'UPDATE', ...tasks }, ({ new: { id, status } }) => {
      if (status === 'Cancelled' || status === 'Failed') ended(id)
      else if (status !== 'In Progress') ready()
    })
    .subscribe()
}
