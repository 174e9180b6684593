import { BackendError } from './backend-error.ts'
import type { Backend, Task } from './backend.ts'
import type { Complete } from './completion.ts'
import type { Picture } from './render/picture.ts'
import { hash } from './render/random.ts'
import { backoffMs, sleep, type Bell } from './waiting.ts'

/** Turns a prompt and a seed into a picture. */
type Render = (prompt: string, seed: number) => Promise<Picture>

export interface Work {
  readonly backend: Backend
  readonly complete: Complete
  readonly render: Render
  readonly workerId: string
  /** Rest before each picture, in milliseconds. */
  readonly paceMs: number
  readonly concurrency: number
  /** Rings when there may be a new task. */
  readonly bell: Bell
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
const heartbeatMs = 5_000

/**
 * Works until the signal aborts; then puts back what is not yet drawn, and resolves. Rejects only when
 * the backend refuses the very first claim: waiting would not mend that.
 */
export async function work(job: Work, signal: AbortSignal): Promise<void> {
  const running = new Set<Promise<void>>()
  const patient = createPatience(job, signal)
  let ready = false
  while (!signal.aborted) {
    if (running.size >= job.concurrency) {
      await Promise.race(running)
      continue
    }
    const task = await patient(() => job.backend.claim(job.workerId), { refusals: ready })
    if (!ready && !signal.aborted) job.onReady()
    ready = true
    if (task === undefined) {
      await job.bell.wait(pollMs * (0.8 + 0.4 * job.random()), signal)
      continue
    }
    const done: Promise<void> = attend(job, task, { patient, signal }).finally(() =>
      running.delete(done),
    )
    running.add(done)
  }
  await Promise.all(running)
}

/** Repeats a call while the backend is away. Undefined when the signal aborts first. */
type Patient = <T>(
  call: () => Promise<T>,
  options?: { readonly refusals: boolean },
) => Promise<T | undefined>

/** Says once that the backend is away, for all the calls that find it so, and once that it is back. */
function createPatience({ say, random }: Work, signal: AbortSignal): Patient {
  let inTrouble = 0
  return async (call, { refusals } = { refusals: false }) => {
    for (let attempt = 0; !signal.aborted; attempt++) {
      try {
        const answer = await call()
        if (attempt > 0 && --inTrouble === 0) say('The backend answers again.')
        return answer
      } catch (error) {
        const hopeless = !(error instanceof BackendError) || (error.kind === 'refused' && !refusals)
        if (hopeless) {
          if (attempt > 0) inTrouble--
          throw error
        }
        if (attempt === 0 && inTrouble++ === 0) {
          say(
            `The backend does not answer (${oneLine(error.message)}); trying again until it does.`,
          )
        }
        await sleep(backoffMs(attempt, random), signal)
      }
    }
    return undefined
  }
}

interface Care {
  readonly patient: Patient
  readonly signal: AbortSignal
}

/** Looks after one task to its end, whatever that is. Never rejects. */
async function attend(job: Work, task: Task, { patient, signal }: Care): Promise<void> {
  const lost = new AbortController()
  const beat = setInterval(() => {
    job.backend.touch(task).then(
      ours => ours || lost.abort(),
      () => undefined,
    )
  }, heartbeatMs)
  const name = `${task.id.slice(0, 8)} ${titleOf(task)}`
  const startedAt = job.now()
  job.say(`started ${name}`)
  try {
    const either = AbortSignal.any([signal, lost.signal])
    const outcome = await make(job, task, { patient, signal: either })
    if (outcome === 'done') job.say(`done ${name} in ${Math.round(job.now() - startedAt)} ms`)
    else if (outcome === 'stopped' && !lost.signal.aborted) await putBack(job, task, name)
    else job.say(`dropped ${name}: it was cancelled, deleted or given to another meanwhile`)
  } catch (error) {
    const reason = messageOf(error)
    job.say(`failed ${name}: ${oneLine(reason)}`)
    await patient(() => job.backend.fail(task, reason)).catch(() => undefined)
  } finally {
    clearInterval(beat)
  }
}

async function putBack({ backend, say }: Work, task: Task, name: string): Promise<void> {
  try {
    await backend.release(task)
    say(`put back ${name}`)
  } catch {
    say(`left ${name}: it is given to another worker when this one has been silent for two minutes`)
  }
}

/** `stopped`: the signal came before the picture was recorded. */
type Outcome = 'done' | 'dropped' | 'stopped'

async function make(job: Work, task: Task, { patient, signal }: Care): Promise<Outcome> {
  const { backend } = job
  const { prompt, seed } = orderOf(task)
  await sleep(job.paceMs, signal)
  if (signal.aborted) return 'stopped'
  const picture = await draw(job.render, prompt, seed)
  if (signal.aborted) return 'stopped'

  const path = `${task.project_id}/${task.id}`
  const paths = { image: `${path}.webp`, thumbnail: `${path}-thumb.webp` }
  const stored = await patient(() =>
    Promise.all([
      backend.store(paths.image, picture.image),
      backend.store(paths.thumbnail, picture.thumbnail),
    ]),
  ).catch((error: unknown) => {
    throw new Error(`The picture could not be stored: ${messageOf(error)}`, { cause: error })
  })
  if (stored === undefined) return 'stopped'

  const [location, thumbnailUrl] = stored
  const params = { prompt, seed, width: picture.width, height: picture.height }
  const recorded = await patient(() => job.complete(task, { location, thumbnailUrl, params }))
  if (recorded === undefined) return 'stopped'
  if (recorded) return 'done'
  // The answer to a first attempt may have been lost after it took effect.
  if ((await patient(() => backend.status(task))) === 'Complete') return 'done'
  await backend.remove(Object.values(paths)).catch(() => undefined)
  return 'dropped'
}

async function draw(render: Render, prompt: string, seed: number): Promise<Picture> {
  try {
    return await render(prompt, seed)
  } catch (error) {
    throw new Error(`The picture could not be drawn: ${messageOf(error)}`, { cause: error })
  }
}

const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)

/** What a task asks for. A task without a usable seed gets one of its own, always the same. */
function orderOf({ id, params }: Task): { readonly prompt: string; readonly seed: number } {
  const order =
    typeof params === 'object' && params !== null && !Array.isArray(params) ? params : {}
  return {
    prompt: typeof order['prompt'] === 'string' ? order['prompt'] : '',
    seed: typeof order['seed'] === 'number' ? order['seed'] : hash(id),
  }
}

/** Prompts are strangers' text: no control character of theirs reaches a terminal. */
const oneLine = (text: string): string => text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()

function titleOf(task: Task): string {
  const title = oneLine(orderOf(task).prompt)
  return title.length > 40 ? `"${title.slice(0, 39)}…"` : `"${title}"`
}
