import { setTimeout } from 'node:timers/promises'

/** Resolves after a time, or at once when the signal fires. */
export async function pauseUntil(ms: number, signal: AbortSignal): Promise<void> {
  // It rejects for no other reason than the signal.
  await setTimeout(ms, undefined, { signal }).catch(() => undefined)
}
