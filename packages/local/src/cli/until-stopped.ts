import type { LocalBackend } from '../backend.ts'

const STOP_WITHIN_MS = 2000
const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const

/**
 * Stops the backend at the first signal, also while it starts. Resolves to the exit code when it has
 * stopped; after 2 s the process ends anyway.
 */
export function untilStopped(starting: Promise<LocalBackend>): Promise<number> {
  return new Promise(resolve => {
    let isStopping = false
    const stop = async (): Promise<void> => {
      if (isStopping) return
      isStopping = true
      setTimeout(() => process.exit(1), STOP_WITHIN_MS).unref()
      const backend = await starting.catch(() => undefined)
      await backend?.stop()
      resolve(0)
      process.exit(0)
    }
    for (const signal of SIGNALS) process.on(signal, () => void stop())
  })
}
