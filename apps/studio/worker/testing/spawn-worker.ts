import { execFile, fork, type ChildProcess } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const inStudio = (path: string): string => fileURLToPath(new URL(`../../${path}`, import.meta.url))

/** Compiles the worker as far as it has changed. */
export async function buildWorker(): Promise<void> {
  const compiler = inStudio('../../node_modules/.bin/tsc')
  await promisify(execFile)(compiler, ['-b', inStudio('tsconfig.worker.json')])
}

/** The worker as a process of its own. */
export interface SpawnedWorker {
  readonly process: ChildProcess
  readonly lines: readonly string[]
  /** Resolves when it has reached the backend. Rejects with what it said when it ends before. */
  readonly ready: Promise<void>
  /** Resolves with its exit code, or the signal that ended it. */
  readonly ended: Promise<number | string>
  /** Resolves with the first line that contains the text, said already or later. */
  said(text: string): Promise<string>
}

export function spawnWorker(
  backend: { readonly url: string; readonly serviceKey: string },
  args: readonly string[] = [],
): SpawnedWorker {
  const child = fork(inStudio('dist/worker/main.js'), args, {
    env: {
      ...process.env,
      SUPABASE_URL: backend.url,
      SUPABASE_SERVICE_ROLE_KEY: backend.serviceKey,
    },
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines: string[] = []
  const listeners = new Set<() => void>()
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => {
      lines.push(...text.split('\n').filter(line => line !== ''))
      for (const listener of listeners) listener()
    })
  }
  // Not `close`: after a disconnect Node does not emit it.
  const ended = new Promise<number | string>(resolve => {
    child.once('exit', (code, signal) => setImmediate(() => resolve(code ?? signal ?? 'lost')))
  })
  const ready = new Promise<void>((resolve, reject) => {
    child.once('message', () => resolve())
    void ended.then(() => reject(new Error(lines.join('\n'))))
  })
  // A test may end a worker that it has not waited for.
  ready.catch(() => undefined)
  return {
    process: child,
    lines,
    ended,
    ready,
    said: text =>
      new Promise(resolve => {
        const look = (): void => {
          const line = lines.find(said => said.includes(text))
          if (line === undefined) return
          listeners.delete(look)
          resolve(line)
        }
        listeners.add(look)
        look()
      }),
  }
}
