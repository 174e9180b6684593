import { openStage, type Stage } from '../../supabase/tests/stage.ts'
import { buildWorker, spawnWorker, type SpawnedWorker } from './spawn-worker.ts'

/** A backend, and workers as processes of their own. */
export interface Workshop {
  readonly stage: Stage
  /** Starts a worker that does not rest, unless told otherwise. */
  start(args?: readonly string[], url?: string): SpawnedWorker
  /** Ends every worker and deletes every project. */
  clear(): Promise<void>
  stop(): Promise<void>
}

export async function openWorkshop(): Promise<Workshop> {
  const [stage] = await Promise.all([openStage(), buildWorker()])
  const workers: SpawnedWorker[] = []
  const clear = async (): Promise<void> => {
    for (const worker of workers.splice(0)) {
      worker.process.kill('SIGKILL')
      await worker.ended
    }
    await stage.backend.sql('delete from public.projects')
  }
  return {
    stage,
    start: (args = ['--pace', '0'], url = stage.backend.url) => {
      const worker = spawnWorker({ url, serviceKey: stage.backend.serviceKey }, args)
      workers.push(worker)
      return worker
    },
    clear,
    stop: async () => {
      await clear()
      await stage.stop()
    },
  }
}
