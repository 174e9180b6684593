import type { HoldOptions, QueryKey } from '@everfresh/core'
import {
  useQueryClient,
  type MutationFunctionContext,
  type UseMutationOptions,
  type UseMutationResult,
} from '@tanstack/react-query'
import { isFinal, takeTurn, type Turn } from './intents.ts'
import { overlayOf } from './overlay.ts'
import type { PendingChange } from './pending-changes.ts'
import { useRealtimeContext } from './provider.tsx'
import { useHeldMutation } from './use-held-mutation.ts'

/** Options of `useOptimisticMutation`: those of `useMutation`, and what is shown meanwhile. */
export interface OptimisticMutationOptions<Data, Failure, Variables, Result> extends Omit<
  UseMutationOptions<Data, Failure, Variables, Result>,
  'scope'
> {
  /**
   * The key prefixes that the mutation changes, or a function of its variables that names them: the queries
   * under them are patched, held while it is under way, and fetched once afterwards.
   */
  readonly touches: readonly QueryKey[] | ((variables: Variables) => readonly QueryKey[])
  /**
   * What a query under `touches` will hold when the mutation is done, made from what it holds now. Pure, and
   * called again for whatever is fetched meanwhile; returns `data` itself where nothing changes. What was fetched
   * may have the change already, so it must come to the same when applied twice: set a value, add a row only
   * where its id is missing, count down only where the row was there.
   */
  readonly patch: (data: unknown, variables: Variables, queryKey: QueryKey) => unknown
  /**
   * What the person wants settled, such as `star ${id}`. Mutations of one intent, which must answer alike,
   * are sent one after the other; of those that wait only the newest is sent, and the others settle as it
   * does. Default undefined: each on its own.
   */
  readonly intent?: (variables: Variables) => string | undefined
  /** Default: for at most 30000 ms. The change is shown for longer; then others' changes are, too. */
  readonly holdOptions?: HoldOptions
}

/** One run of a mutation hands the same context to each of its callbacks. */
const runs = new WeakMap<MutationFunctionContext, Turn>()

const atOnce: Turn = { send: work => work(), settled: () => undefined }

/**
 * TanStack's `useMutation`, whose change is shown at once by every {@link useOptimisticQuery} under `touches`:
 * until it fails, which takes away this change and no other, or until a fetch that began after the commit was
 * known has succeeded, for each query by itself. Meanwhile `touches` are held, as by `useHeldMutation`, and each
 * active query under them is fetched once afterwards, also without realtime. A query that is never fetched
 * again shows the newest 200 committed changes. Survives the component.
 */
export function useOptimisticMutation<
  Data = unknown,
  Failure = Error,
  Variables = void,
  Result = unknown,
>(
  options: OptimisticMutationOptions<Data, Failure, Variables, Result>,
): UseMutationResult<Data, Failure, Variables, Result> {
  const realtime = useRealtimeContext()
  // First: the callbacks below would stand in the way of the client's own defaults.
  const { touches, patch, intent, mutationFn, retry, onMutate, onSettled, ...others } =
    useQueryClient().defaultMutationOptions(options)
  return useHeldMutation<Data, Failure, Variables, Result>({
    ...others,
    holds: touches,
    ...(mutationFn !== undefined && {
      mutationFn: (variables, context) =>
        (runs.get(context) ?? atOnce).send(() => mutationFn(variables, context)),
    }),
    retry: (failureCount, error) => !isFinal(error) && isTriedAgain(retry, failureCount, error),
    onMutate: (variables, context) => {
      const keys = typeof touches === 'function' ? touches(variables) : touches
      const change: PendingChange = {
        touches: keys,
        patch: (data, queryKey) => patch(data, variables, queryKey),
      }
      const name = intent?.(variables)
      const turn = name === undefined ? atOnce : takeTurn(context.client, name)
      const overlay = overlayOf(context.client)
      overlay.add(change)
      runs.set(context, {
        send: turn.send,
        settled: (data, error) => {
          if (error === null) overlay.committed(change)
          else overlay.drop(change)
          // A request that failed may have come through all the same.
          realtime.changed(keys)
          turn.settled(data, error)
        },
      })
      return onMutate?.(variables, context) as Result
    },
    onSettled: async (...settled) => {
      const [data, error, , , context] = settled
      runs.get(context)?.settled(data, error)
      runs.delete(context)
      await onSettled?.(...settled)
    },
  })
}

/** By TanStack's own rule; a mutation is not retried by default. */
function isTriedAgain<Failure>(
  retry: UseMutationOptions<unknown, Failure>['retry'],
  failureCount: number,
  error: Failure,
): boolean {
  if (typeof retry === 'function') return retry(failureCount, error)
  return retry === true || failureCount < Number(retry ?? 0)
}
