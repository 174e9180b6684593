import { resolve } from 'node:path'
import type { BackendStatus } from '../inspect/status.ts'
import { readState } from '../state-file.ts'
import { readPort } from './command.ts'

/** Where to look. */
export interface Place {
  /** Default `.everfresh/local`. */
  readonly dataDir?: string | undefined
  /** Asks this port, whatever the folder. */
  readonly port?: number | undefined
}

/** The options by which a command finds a backend that runs. */
export const PLACE_OPTIONS = { data: { type: 'string' }, port: { type: 'string' } } as const

export const PLACE_HELP = `  --data DIR        the folder for the database's files (.everfresh/local)
  --port N          ask this port instead`

/** No backend runs that a command needs; `message` is one sentence. Ends with exit code 3. */
export class NotRunning extends Error {
  override readonly name = 'NotRunning'
}

/** Where the data is unless it is said. */
export const DEFAULT_DATA_DIR = '.everfresh/local'
const DEFAULT_PORT = 54321
const ANSWER_WITHIN_MS = 5000

/**
 * The backend of a data folder, or at a port; undefined when none answers. What a folder notes
 * counts only when whoever answers there says the same.
 */
export async function findBackend({ dataDir, port }: Place): Promise<BackendStatus | undefined> {
  if (port !== undefined) return ask(`http://127.0.0.1:${port}`)
  const state = await readState(resolve(dataDir ?? DEFAULT_DATA_DIR))
  if (state !== undefined) {
    const status = await ask(state.url)
    if (status?.instance === state.instance) return status
  }
  if (dataDir !== undefined) return undefined
  // One that uses another database has no folder to leave a note in.
  const other = await ask(`http://127.0.0.1:${DEFAULT_PORT}`)
  return other?.dataDir === null ? other : undefined
}

/** Where the options say. Throws UsageError. */
export function placeOf(values: { readonly data?: string; readonly port?: string }): Place {
  return { dataDir: values.data, port: readPort(values.port) }
}

/** The backend where the options say. Throws UsageError and NotRunning. */
export async function requireBackend(
  values: Parameters<typeof placeOf>[0],
): Promise<BackendStatus> {
  const place = placeOf(values)
  const found = await findBackend(place)
  if (found === undefined) throw new NotRunning(notRunning(place))
  return found
}

/** One sentence for when there is none. */
export function notRunning({ dataDir, port }: Place): string {
  const where =
    port === undefined ? `on ${resolve(dataDir ?? DEFAULT_DATA_DIR)}` : `at port ${port}`
  return `No backend runs ${where}: everfresh-local start starts one.`
}

async function ask(origin: string): Promise<BackendStatus | undefined> {
  try {
    const answer = await fetch(`${origin}/_everfresh/status`, {
      signal: AbortSignal.timeout(ANSWER_WITHIN_MS),
      redirect: 'error',
    })
    const status: unknown = answer.ok ? await answer.json() : undefined
    return isStatus(status) ? status : undefined
  } catch {
    // Nobody there, or somebody who speaks of other things.
    return undefined
  }
}

function isStatus(value: unknown): value is BackendStatus {
  if (typeof value !== 'object' || value === null) return false
  const { name, instance, pid } = value as Readonly<Record<string, unknown>>
  return name === '@everfresh/local' && typeof instance === 'string' && typeof pid === 'number'
}
