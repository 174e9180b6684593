import { useOptimisticMutation } from '@everfresh/react'
import { useNotify } from '../ui/notices.tsx'
import { explain, RequestError } from './request-error.ts'

type Key = readonly unknown[]

/** Something that a person changes: shown at once, sent, and told of only when it does not work. */
interface Change<Variables> {
  readonly send: (variables: Variables) => Promise<void>
  readonly touches: (variables: Variables) => readonly Key[]
  readonly patch: (data: unknown, variables: Variables, queryKey: Key) => unknown
  /** Of changes with the same intent, the last one is what the person wants. */
  readonly intent?: (variables: Variables) => string
  /** What was done, as a sentence; undefined where the screen says it already. */
  readonly done?: (variables: Variables) => string | undefined
  /** What did not happen, as a sentence. */
  readonly failed: (variables: Variables) => string
}

/** Returns what makes the change; the same function for ever. */
export function useChange<Variables>(change: Change<Variables>): (variables: Variables) => void {
  const notify = useNotify()
  const { mutate } = useOptimisticMutation<void, Error, Variables>({
    mutationFn: variables => sendSurely(() => change.send(variables)),
    touches: change.touches,
    patch: change.patch,
    ...(change.intent !== undefined && { intent: change.intent }),
    networkMode: 'always',
    onSuccess: (_, variables) => {
      const words = change.done?.(variables)
      if (words !== undefined) notify('good', words)
    },
    onError: (error, variables) => notify('bad', `${change.failed(variables)} ${explain(error)}`),
  })
  return mutate
}

const PAUSE_MS = 1_000

/**
 * Without an answer nobody knows whether it was done, and every change can be asked for twice. Within its turn:
 * a retry of TanStack's would give way to a newer change of the intent, which may rest on this one.
 */
async function sendSurely(send: () => Promise<void>): Promise<void> {
  try {
    await send()
  } catch (error) {
    if (!wasLost(error)) throw error
    await new Promise(resolve => setTimeout(resolve, PAUSE_MS))
    await send()
  }
}

function wasLost(error: unknown): boolean {
  return error instanceof RequestError && (error.fault === 'unreachable' || error.fault === 'slow')
}
