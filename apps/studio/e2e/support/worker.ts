import type { LocalBackend } from '@everfresh/local/testing'
import { type SpawnedWorker, spawnWorker } from '../../worker/testing/spawn-worker.ts'

export interface StudioWorker {
  /**
   * Sees to it that a worker runs that rests so many milliseconds before each picture; default 0. A
   * rest lets the page show the task In Progress.
   */
  readonly start: (paceMs?: number) => Promise<void>
  /** Resolves when no worker runs any more. */
  readonly stop: () => Promise<void>
}

/** The worker of one backend, as the process that `npm start` has; not running yet. */
export function createWorker(backend: LocalBackend): StudioWorker {
  let running: { readonly paceMs: number; readonly worker: SpawnedWorker } | undefined

  const stop = async (): Promise<void> => {
    const worker = running?.worker
    running = undefined
    worker?.process.kill('SIGTERM')
    await worker?.ended
  }
  return {
    start: async (paceMs = 0) => {
      if (running?.paceMs === paceMs) return
      await stop()
      running = { paceMs, worker: spawnWorker(backend, ['--pace', String(paceMs)]) }
      await running.worker.ready
    },
    stop,
  }
}
