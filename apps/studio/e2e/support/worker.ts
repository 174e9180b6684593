import type { LocalBackend } from '@everfresh/local/testing'
import { type SpawnedWorker, spawnWorker } from '../../worker/testing/spawn-worker.ts'

export interface StudioWorker {
  /** Sees to it that a worker runs, which rests before no picture. */
  readonly start: () => Promise<void>
  /** Resolves when no worker runs any more. */
  readonly stop: () => Promise<void>
}

/** The worker of one backend, as the process that `npm start` has; not running yet. */
export function createWorker(backend: LocalBackend): StudioWorker {
  let running: SpawnedWorker | undefined

  const stop = async (): Promise<void> => {
    const worker = running
    running = undefined
    worker?.process.kill('SIGTERM')
    await worker?.ended
  }
  return {
    start: async () => {
      running ??= spawnWorker(backend, ['--pace', '0'])
      await running.ready
    },
    stop,
  }
}
