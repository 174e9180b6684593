import { alarm } from '../alarm.ts'
import type { Clock } from '../clock.ts'
import { isolated } from '../fault.ts'
import type { CachedQuery } from './query-cache.ts'

/** Queries that are seen to in a turn of their own: not from within query-core's dispatch. */
export interface NextTurn {
  /** Adds `query`; twice before the turn is once. */
  readonly add: (query: CachedQuery) => void
  readonly close: () => void
}

/** Calls `see` with each query that was added; one that throws is reported, and the others are seen to. */
export function nextTurn(clock: Clock, see: (query: CachedQuery) => void): NextTurn {
  const added = new Set<CachedQuery>()
  const turn = alarm(clock, () => {
    const queries = [...added]
    added.clear()
    for (const query of queries) isolated(() => see(query))
  })
  return {
    add: query => {
      added.add(query)
      turn.set(clock.now())
    },
    close: turn.close,
  }
}
