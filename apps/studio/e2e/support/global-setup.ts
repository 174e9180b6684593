import { buildWorker } from '../../worker/testing/spawn-worker.ts'

/** Vitest's global set-up: the worker, as it is delivered, once for the whole run. */
export const setup: () => Promise<void> = buildWorker
