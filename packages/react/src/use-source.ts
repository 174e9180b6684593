import type { Source } from '@everfresh/core'
import { useSyncExternalStore } from 'react'

/**
 * Reads a `Source`; re-renders when it changes, and only then. A server, and a page while it takes over
 * what the server rendered, read what the source began as; right after the page reads the present.
 */
export function useSource<Value>(source: Source<Value>): Value {
  return useSyncExternalStore(
    source.subscribe,
    () => source.current,
    () => source.initial,
  )
}
