import type { HoldOptions, QueryKey, Realtime } from '@everfresh/core'
import {
  useMutation,
  useQueryClient,
  type MutationFunctionContext,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query'
import { useRealtimeContext } from './provider.tsx'

/** Options of `useHeldMutation`: those of `useMutation`, and what is held. */
export interface HeldMutationOptions<Data, Error, Variables, Result> extends UseMutationOptions<
  Data,
  Error,
  Variables,
  Result
> {
  /** The key prefixes that the mutation changes, or a function of its variables that names them. */
  readonly holds: readonly QueryKey[] | ((variables: Variables) => readonly QueryKey[])
  /** Default: for at most 30000 ms. */
  readonly holdOptions?: HoldOptions
}

/** One run of a mutation hands the same context to each of its callbacks. */
const releases = new WeakMap<MutationFunctionContext, () => void>()

/**
 * TanStack's `useMutation`, holding what it changes: from before `onMutate` (so that nothing is fetched
 * over an optimistic update) until after `onSettled`, also when it fails or the component is unmounted.
 * What was asked for before the commit is never shown over it; of mutations that overlap, only the last
 * one's end fetches, once. A mutation that waits for the network longer than the hold lasts is followed by a
 * fetch when it settles after all. All other options are TanStack's own.
 */
export function useHeldMutation<
  Data = unknown,
  Failure = Error,
  Variables = void,
  Result = unknown,
>(
  options: HeldMutationOptions<Data, Failure, Variables, Result>,
): UseMutationResult<Data, Failure, Variables, Result> {
  const realtime = useRealtimeContext()
  // First: the callbacks below would stand in the way of the client's own defaults.
  const { holds, holdOptions, onMutate, onSettled, ...others } =
    useQueryClient().defaultMutationOptions(options)
  return useMutation({
    ...others,
    onMutate: (variables, context) => {
      const scopes = typeof holds === 'function' ? holds(variables) : holds
      releases.set(context, holdUntilReleased(realtime, scopes, holdOptions))
      return onMutate?.(variables, context) as Result
    },
    onSettled: async (...settled) => {
      const context = settled[4]
      try {
        await onSettled?.(...settled)
      } finally {
        releases.get(context)?.()
        releases.delete(context)
      }
    },
  })
}

function holdUntilReleased(
  realtime: Realtime,
  scopes: readonly QueryKey[],
  options: HoldOptions | undefined,
): () => void {
  let release = (): void => undefined
  void realtime.holdWhile(
    scopes,
    () =>
      new Promise<void>(resolve => {
        release = resolve
      }),
    options,
  )
  return () => release()
}
