import { createKeyTree } from '../invalidation/key-tree.ts'
import { addCause, noCauses } from './causes.ts'
import type { FlushRecorder, Trace } from './trace.ts'

/** Joins each flush to what made its keys dirty. */
export function recordFlushes({ add }: Pick<Trace, 'add'>): FlushRecorder {
  const marked = createKeyTree(noCauses)
  return {
    marked: (keys, cause) => {
      for (const key of keys) addCause(marked.at(key), cause)
    },
    flushed: due => {
      const keys = due.map(({ key }) => key)
      const causes = keys.map(marked.at)
      for (const key of keys) marked.forget(key)
      const more = causes.reduce((sum, one) => sum + one.more, 0)
      return add('router', 'flush', { keys, more }, [...new Set(causes.flatMap(({ ids }) => ids))])
    },
  }
}
