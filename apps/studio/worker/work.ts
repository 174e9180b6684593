import type { Backend, Task } from './backend.ts'
import type { Complete } from './completion.ts'
import type { Make, Product } from './make.ts'
import { nameOf } from './order.ts'
import { createPatience, messageOf, oneLine, type Patient } from './patience.ts'
import { createBell, sleep } from './waiting.ts'

export interface Work {
  readonly backend: Backend
  readonly complete: Complete
  readonly make: Make
  /** Whether a task is to fail, whatever comes of it. */
  readonly failsOnPurpose: (task: Task) => boolean
  readonly workerId: string
  /** Rest before each picture, in milliseconds. */
  readonly paceMs: number
  readonly concurrency: number
  /** After how many milliseconds without a sign of life any worker's task is put back. */
  readonly orphanAfterMs: number
  readonly random: () => number
  /** Milliseconds of any steady clock. */
  readonly now: () => number
  /** Takes one line for a person. */
  readonly say: (line: string) => void
  /** Called once, when the backend has answered for the first time. */
  readonly onReady: () => void
}

// Polling is what finds tasks; the bell only makes it sooner.
const pollMs = 1500

/**
 * Works until the signal aborts; then puts back what is not yet made, and resolves. Rejects only when
 * the backend refuses the very first claim: waiting would not mend that.
 */
export async function work(job: Work, signal: AbortSignal): Promise<void> {
  const bell = createBell()
  const running = new Map<string, Running>()
  const patient = createPatience(job.random, job.say)
  job.backend.listen({
    ready: () => bell.ring(),
    ended: taskId => running.get(taskId)?.lost.abort(),
  })
  let sweeping: Promise<void> | undefined
  while (!signal.aborted) {
    if (running.size >= job.concurrency) {
      await Promise.race([...running.values()].map(({ done }) => done))
      continue
    }
    const ready = sweeping !== undefined
    const task = await patient(() => job.backend.claim(job.workerId), { signal, refusals: ready })
    if (!ready && !signal.aborted) {
      job.onReady()
      sweeping = putOrphansBack(job, patient, signal)
    }
    if (task === undefined) {
      await bell.wait(pollMs * (0.8 + 0.4 * job.random()), signal)
      continue
    }
    const lost = new AbortController()
    const done = attend(job, task, { patient, stop: signal, lost }).finally(() => {
      running.delete(task.id)
      bell.ring()
    })
    running.set(task.id, { lost, done })
  }
  await Promise.all([sweeping, ...[...running.values()].map(({ done }) => done)])
}

interface Running {
  /** Aborts when the task is not this worker's any more. */
  readonly lost: AbortController
  readonly done: Promise<void>
}

/** Looks after the tasks of workers that gave no sign of life, until the signal aborts. */
async function putOrphansBack(job: Work, patient: Patient, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const orphans = await patient(() => job.backend.resetOrphans(job.orphanAfterMs), {
      signal,
      refusals: true,
    })
    for (const task of orphans ?? []) {
      job.say(
        task.status === 'Queued'
          ? `queued again ${nameOf(task)}: its worker gave no sign of life`
          : `failed ${nameOf(task)}: its workers stopped three times`,
      )
    }
    await sleep(job.orphanAfterMs * (0.2 + 0.1 * job.random()), signal)
  }
}

interface Care {
  readonly patient: Patient
  /** Aborts when the worker is told to end. */
  readonly stop: AbortSignal
  readonly lost: AbortController
}

/** Looks after one task to its end, whatever that is. Never rejects. */
async function attend(job: Work, task: Task, care: Care): Promise<void> {
  const { patient, stop, lost } = care
  const beat = setInterval(() => {
    job.backend.touch(task).then(
      ours => ours || lost.abort(),
      () => undefined,
    )
  }, job.orphanAfterMs / 4)
  const name = nameOf(task)
  const startedAt = job.now()
  job.say(`started ${name}`)
  try {
    const outcome = await finish(job, task, care)
    if (outcome === 'done') job.say(`done ${name} in ${Math.round(job.now() - startedAt)} ms`)
    else if (outcome === 'stopped' && !lost.signal.aborted) await putBack(job, task, name)
    else job.say(`dropped ${name}: it was cancelled, deleted or given to another meanwhile`)
  } catch (error) {
    const reason = messageOf(error)
    job.say(`failed ${name}: ${oneLine(reason)}`)
    await patient(() => job.backend.fail(task, reason), { signal: stop }).catch(() => undefined)
  } finally {
    clearInterval(beat)
  }
}

async function putBack({ backend, say, orphanAfterMs }: Work, task: Task, name: string) {
  try {
    await backend.release(task)
    say(`put back ${name}`)
  } catch {
    say(`left ${name}: another worker takes it after ${orphanAfterMs / 1000} s of silence`)
  }
}

/** `stopped`: the signal came before the work was recorded. */
type Outcome = 'done' | 'dropped' | 'stopped'

async function finish(job: Work, task: Task, care: Care): Promise<Outcome> {
  const { patient, stop, lost } = care
  const signal = AbortSignal.any([stop, lost.signal])
  await sleep(job.paceMs, signal)
  if (signal.aborted) return 'stopped'
  if (task.task_type === 'travel_orchestrator') {
    const parts = await patient(() => job.backend.planFilm(task), { signal })
    return parts === undefined ? 'stopped' : parts > 0 ? 'done' : 'dropped'
  }
  if (job.failsOnPurpose(task)) {
    throw new Error('Failed on purpose: the worker was started with --failure-rate.')
  }
  const product = await patient(() => job.make(task), { signal })
  return product === undefined || signal.aborted ? 'stopped' : record(job, { task, product }, care)
}

async function record(
  { backend, complete }: Work,
  { task, product }: { readonly task: Task; readonly product: Product },
  { patient, stop, lost }: Care,
): Promise<Outcome> {
  const paths = pathsOf(task, product)
  const signal = AbortSignal.any([stop, lost.signal])
  const stored = await patient(() => store(backend, product, paths), { signal }).catch(
    (error: unknown) => {
      throw new Error(`The picture could not be stored: ${messageOf(error)}`, { cause: error })
    },
  )
  if (stored === undefined) return 'stopped'
  const made = { ...stored, params: product.params }
  // Not ended by `lost`: between two commits of its own the task is Complete, and not ours any more.
  const recorded = await patient(() => complete(task, made), { signal: stop })
  if (recorded === undefined) return 'stopped'
  await remove(backend, recorded ? (product.leftovers ?? []) : paths)
  return recorded ? 'done' : 'dropped'
}

function pathsOf(task: Task, { thumbnail }: Product): readonly string[] {
  const path = `${task.project_id}/${task.id}`
  return thumbnail === undefined ? [`${path}.webp`] : [`${path}.webp`, `${path}-thumb.webp`]
}

async function store(backend: Backend, product: Product, paths: readonly string[]) {
  const bodies = [product.image, product.thumbnail ?? product.image]
  const addresses = await Promise.all(
    paths.map((path, index) => backend.store(path, bodies[index] ?? product.image)),
  )
  const [location = '', thumbnailUrl = location] = addresses
  return { location, thumbnailUrl }
}

/** As well as it can be done: a file too many harms nobody. */
async function remove(backend: Backend, paths: readonly string[]): Promise<void> {
  if (paths.length > 0) await backend.remove(paths).catch(() => undefined)
}
