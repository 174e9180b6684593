import { describe, expect, it } from 'vitest'
import { BackendError } from './backend-error.ts'
import type { Backend, Task } from './backend.ts'
import { work, type Work } from './work.ts'

const task = (id: string, params: Task['params'] = { prompt: 'a lake', seed: 1 }): Task => ({
  id,
  params,
  project_id: 'p',
  status: 'In Progress',
  worker_id: 'w',
  attempts: 1,
  task_type: 'image',
  dependant_on: null,
  output_location: null,
  created_at: '',
  updated_at: '',
  generation_started_at: null,
  generation_processed_at: null,
  generation_created: false,
  cost_cents: null,
  error_message: null,
})

/** A worker over a backend that answers from a script, until the last line it is waited for. */
function stage(script: Partial<Backend> & { readonly tasks: Task[] }, changes: Partial<Work> = {}) {
  const stop = new AbortController()
  const log: string[] = []
  const queue = [...script.tasks]
  const backend: Backend = {
    claim: async () => queue.shift(),
    touch: async () => true,
    release: async ({ id }) => void log.push(`release ${id}`),
    store: async path => `https://pictures.test/${path}`,
    remove: async paths => void log.push(`remove ${paths.join(' ')}`),
    fail: async ({ id }, reason) => void log.push(`fail ${id}: ${reason}`),
    resetOrphans: async () => [],
    planFilm: async () => 3,
    segmentPaths: async () => [],
    fetch: async () => undefined,
    listen: () => undefined,
    ...script,
  }
  const job: Work = {
    backend,
    complete: async ({ id }) => log.push(`complete ${id}`) > 0,
    make: async () => ({ image: Buffer.alloc(1), thumbnail: Buffer.alloc(1), params: {} }),
    failsOnPurpose: () => false,
    workerId: 'w',
    paceMs: 0,
    concurrency: 2,
    orphanAfterMs: 60_000,
    random: () => 0,
    now: () => 0,
    say: line => void log.push(line),
    onReady: () => void log.push('ready'),
    ...changes,
  }
  const done = work(job, stop.signal)
  const until = async (line: string): Promise<string[]> => {
    while (!log.includes(line)) await new Promise(resolve => setImmediate(resolve))
    stop.abort()
    await done
    return log
  }
  return { until, done, stop, log }
}

const absent = (times: number) => {
  let left = times
  return async (): Promise<Task | undefined> => {
    if (left-- > 0) throw new BackendError('away', 'fetch failed')
    return undefined
  }
}

describe('the worker', () => {
  it('is ready when the backend has answered, then works task by task', async () => {
    const { until } = stage({ tasks: [task('a'), task('b')] }, { concurrency: 1 })
    expect(await until('done b "a lake" in 0 ms')).toEqual([
      'ready',
      'started a "a lake"',
      'complete a',
      'done a "a lake" in 0 ms',
      'started b "a lake"',
      'complete b',
      'done b "a lake" in 0 ms',
    ])
  })

  it('says once that the backend is away and once that it is back', async () => {
    const { until } = stage({ tasks: [], claim: absent(3) })
    expect(await until('ready')).toEqual([
      'The backend does not answer (fetch failed); trying again until it does.',
      'The backend answers again.',
      'ready',
    ])
  })

  it('gives up at once when the backend refuses it from the start', async () => {
    const refuse = async () => {
      throw new BackendError('refused', 'No API key found in request')
    }
    await expect(stage({ tasks: [], claim: refuse }).done).rejects.toThrow('No API key found')
  })

  it('fails a task whose picture cannot be drawn, and says why', async () => {
    const make = async () => {
      throw new Error('no\u001b[31m paint')
    }
    const { until } = stage({ tasks: [task('a')] }, { make })
    expect(await until('fail a: no\u001b[31m paint')).toContain('failed a "a lake": no [31m paint')
  })

  it('fails on purpose the tasks that are chosen for it, and no film', async () => {
    const film = { ...task('c'), task_type: 'travel_orchestrator' }
    const { until } = stage(
      { tasks: [task('a'), task('b'), film] },
      { failsOnPurpose: ({ id }) => id !== 'b', concurrency: 1 },
    )
    const log = await until('done c "a lake" in 0 ms')
    expect(log).toContain('done b "a lake" in 0 ms')
    expect(log.filter(line => line.startsWith('fail '))).toEqual([
      'fail a: Failed on purpose: the worker was started with --failure-rate.',
    ])
  })

  it('fails a task whose picture is refused', async () => {
    const store = async () => {
      throw new BackendError('refused', 'Bucket not found')
    }
    const { until } = stage({ tasks: [task('a')], store })
    await until('fail a: The picture could not be stored: Bucket not found')
  })

  it('stores a picture again when the backend was away, and completes once', async () => {
    let attempts = 0
    const store = async (path: string) => {
      if (attempts++ === 0) throw new BackendError('away', 'fetch failed')
      return path
    }
    const { until } = stage({ tasks: [task('a')], store })
    const log = await until('done a "a lake" in 0 ms')
    expect(log.filter(line => line === 'complete a')).toHaveLength(1)
  })

  it('drops a task that was cancelled meanwhile, and its picture with it', async () => {
    const { until } = stage({ tasks: [task('a')] }, { complete: async () => false })
    const last = 'dropped a "a lake": it was cancelled, deleted or given to another meanwhile'
    expect(await until(last)).toContain('remove p/a.webp p/a-thumb.webp')
  })

  it('stops at once when it hears that a task was cancelled', async () => {
    let cancel = (_id: string): void => undefined
    const { until, log } = stage(
      { tasks: [task('a')], listen: ({ ended }) => void (cancel = ended) },
      { paceMs: 60_000 },
    )
    while (!log.includes('started a "a lake"')) await new Promise(setImmediate)
    cancel('a')
    await until('dropped a "a lake": it was cancelled, deleted or given to another meanwhile')
    expect(log.filter(line => line.startsWith('release'))).toEqual([])
  })

  it('says what it put back for a worker that gave no sign of life', async () => {
    let asked = 0
    const resetOrphans = async () =>
      asked++ === 0 ? [{ ...task('z'), status: 'Queued' as const }] : []
    const { until } = stage({ tasks: [], resetOrphans })
    await until('queued again z "a lake": its worker gave no sign of life')
  })

  it('puts back at once what it has begun when it is stopped', async () => {
    const { until } = stage({ tasks: [task('a'), task('b')] }, { paceMs: 60_000 })
    const log = await until('started b "a lake"')
    expect(log.slice(-4).toSorted()).toEqual([
      'put back a "a lake"',
      'put back b "a lake"',
      'release a',
      'release b',
    ])
  })

  it('keeps terminal codes and the length of a stranger’s prompt out of its lines', async () => {
    const prompt = `\u001b[2J\u0007${'long '.repeat(30)}`
    const { until } = stage({ tasks: [task('a', { prompt })] })
    await until('started a "[2J long long long long long long long …"')
  })
})
