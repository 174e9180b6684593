import type { DirtyKey } from '../invalidation/dirty-trie.ts'
import { keyId } from '../invalidation/match.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import { addCause, noCauses, type Causes } from './causes.ts'
import type { FlushRecorder, Trace } from './trace.ts'

/** Joins each flush to what made its keys dirty. */
export function recordFlushes({ add }: Pick<Trace, 'add'>): FlushRecorder {
  const marked = new Map<string, Causes>()
  const read = (key: QueryKey): Causes => marked.get(keyId(key)) ?? noCauses()
  return {
    marked: (keys, cause) => {
      for (const key of keys) {
        const causes = read(key)
        addCause(causes, cause)
        marked.set(keyId(key), causes)
      }
    },
    flushed: (due: readonly DirtyKey[]) => {
      const keys = due.map(({ key }) => key)
      const causes = keys.map(read)
      for (const key of keys) marked.delete(keyId(key))
      const more = causes.reduce((sum, one) => sum + one.more, 0)
      return add('router', 'flush', { keys, more }, [...new Set(causes.flatMap(({ ids }) => ids))])
    },
  }
}
