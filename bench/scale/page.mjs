import { QueryClient, QueryObserver } from '@tanstack/query-core'

/** How many active queries a tab has, each under a key of its own that every event touches. */
export const QUERIES = 3

/**
 * The keys that an event touches.
 *
 * @type {readonly (readonly ['list', number])[]}
 */
export const KEYS = Array.from(
  { length: QUERIES },
  (_, nth) => /** @type {const} */ (['list', nth]),
)

/**
 * A tab's cache, with its queries on screen.
 *
 * @param {() => Promise<number>} ask
 */
export function openPage(ask) {
  const queryClient = new QueryClient()
  const undos = KEYS.map(queryKey =>
    // What is refetched, and when, is left to whoever is simulated.
    new QueryObserver(queryClient, {
      queryKey,
      queryFn: ask,
      initialData: 0,
      staleTime: Infinity,
      notifyOnChangeProps: [],
    }).subscribe(() => undefined),
  )
  return {
    queryClient,
    leave: () => {
      for (const undo of undos) undo()
      queryClient.clear()
    },
  }
}
