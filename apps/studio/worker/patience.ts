import { BackendError } from './backend-error.ts'
import { backoffMs, sleep } from './waiting.ts'

/** Repeats a call while the backend is away. Undefined when the signal aborts first. */
export type Patient = <T>(
  call: () => Promise<T>,
  options: {
    readonly signal: AbortSignal
    /** Whether a refusal is waited out, too. Default false. */
    readonly refusals?: boolean
  },
) => Promise<T | undefined>

/** Says once that the backend is away, for all the calls that find it so, and once that it is back. */
export function createPatience(random: () => number, say: (line: string) => void): Patient {
  let inTrouble = 0
  return async (call, { signal, refusals = false }) => {
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

/** Prompts are strangers' text: no control character of theirs reaches a terminal. */
export const oneLine = (text: string): string => text.replace(/[\p{C}\p{Z}]+/gu, ' ').trim()

export const messageOf = (error: unknown): string =>
  error instanceof Error ? error.message : String(error)
