import { readFile, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** What a running backend leaves in its data folder, so that other programs find it. No secret is in it. */
export interface RunningState {
  readonly pid: number
  /** Where it answers, such as `http://127.0.0.1:54321`. */
  readonly url: string
  /** Another one for each start: who answers at `url` must say the same, or the file is stale. */
  readonly instance: string
  /** Milliseconds since the epoch. */
  readonly startedAt: number
}

const NAME = 'backend.json'

/** Leaves the note, readable by its owner only. Returns its undo, which spares the note of a later start. */
export async function leaveState(
  dataDir: string,
  { pid, url, instance, startedAt }: RunningState,
): Promise<() => Promise<void>> {
  const path = join(dataDir, NAME)
  // One from a killed start may be there, with other rights.
  await rm(path, { force: true })
  const text = JSON.stringify({ pid, url, instance, startedAt }, null, 2)
  await writeFile(path, `${text}\n`, { mode: 0o600, flag: 'wx' })
  return async () => {
    if ((await readState(dataDir))?.instance === instance) await rm(path, { force: true })
  }
}

/** Reads the note of a data folder; undefined when there is none, or none that makes sense. */
export async function readState(dataDir: string): Promise<RunningState | undefined> {
  try {
    const state: unknown = JSON.parse(await readFile(join(dataDir, NAME), 'utf8'))
    return isState(state) ? state : undefined
  } catch {
    // None, or half of one: whoever is there cannot be found this way.
    return undefined
  }
}

function isState(value: unknown): value is RunningState {
  if (typeof value !== 'object' || value === null) return false
  const { pid, url, instance, startedAt } = value as Readonly<Record<string, unknown>>
  const isOurUrl = typeof url === 'string' && URL.canParse(url) && url.startsWith('http://')
  const isPid = typeof pid === 'number' && Number.isInteger(pid) && pid > 1
  return isPid && isOurUrl && typeof instance === 'string' && typeof startedAt === 'number'
}
