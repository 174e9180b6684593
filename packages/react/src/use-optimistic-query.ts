import {
  useQuery,
  useQueryClient,
  type DefinedInitialDataOptions,
  type DefinedUseQueryResult,
  type QueryKey,
  type UndefinedInitialDataOptions,
  type UseQueryOptions,
  type UseQueryResult,
} from '@tanstack/react-query'
import { useMemo, useSyncExternalStore } from 'react'
import { overlayOf, type Show } from './overlay.ts'

/**
 * TanStack's `useQuery`, showing what pending mutations of {@link useOptimisticMutation} change, over whatever
 * is fetched. Options and result are those of `useQuery`; a `select` gets the changed data. What is cached stays
 * as it was fetched. It renders when a change that touches its key comes or goes, and not for others.
 */
export function useOptimisticQuery<
  Fetched = unknown,
  Failure = Error,
  Data = Fetched,
  Key extends QueryKey = QueryKey,
>(
  options: DefinedInitialDataOptions<Fetched, Failure, Data, Key>,
): DefinedUseQueryResult<Data, Failure>
export function useOptimisticQuery<
  Fetched = unknown,
  Failure = Error,
  Data = Fetched,
  Key extends QueryKey = QueryKey,
>(
  options:
    | UndefinedInitialDataOptions<Fetched, Failure, Data, Key>
    | UseQueryOptions<Fetched, Failure, Data, Key>,
): UseQueryResult<Data, Failure>
export function useOptimisticQuery<Fetched, Failure, Data, Key extends QueryKey>(
  options: UseQueryOptions<Fetched, Failure, Data, Key>,
): UseQueryResult<Data, Failure> {
  const client = useQueryClient()
  const overlay = overlayOf(client)
  // First: what is set below would stand in the way of the client's own defaults.
  const defaulted = client.defaultQueryOptions<Fetched, Failure, Data, Fetched, Key>(options)
  const { queryHash, queryKey } = defaulted
  const show = useSyncExternalStore(
    overlay.subscribe,
    () => overlay.over(queryHash, queryKey),
    () => undefined,
  )
  const shown = useShown(show, defaulted)
  return useQuery({ ...defaulted, ...shown } as UseQueryOptions<Fetched, Failure, Data, Key>)
}

interface Showable<Fetched, Data> {
  readonly select?: ((data: Fetched) => Data) | undefined
  readonly placeholderData?: unknown
}

function useShown<Fetched, Data>(
  show: Show | undefined,
  { select, placeholderData }: Showable<Fetched, Data>,
) {
  return useMemo(() => {
    if (show === undefined) return { select, placeholderData }
    const shown = (data: Fetched) => show(data) as Fetched
    return {
      select: select === undefined ? shown : (data: Fetched) => select(shown(data)),
      // Of a placeholder TanStack remembers what `select` made of it, until it is another function.
      placeholderData:
        placeholderData === undefined
          ? undefined
          : (...before: readonly unknown[]) =>
              isFunction(placeholderData) ? placeholderData(...before) : placeholderData,
    }
  }, [show, select, placeholderData])
}

function isFunction(value: unknown): value is (...given: readonly unknown[]) => unknown {
  return typeof value === 'function'
}
