import type { Source } from '@everfresh/core'
import { useSyncExternalStore } from 'react'

/** Reads a `Source`; re-renders when it changes, and only then. */
export function useSource<Value>(source: Source<Value>): Value {
  const read = (): Value => source.current
  return useSyncExternalStore(source.subscribe, read, read)
}
