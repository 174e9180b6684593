import type { Change, LogAnswer, Scope, Signal } from '../../src/change-source.ts'
import type { QueryKey } from '../../src/invalidation/query-cache.ts'
import type { BackendReports } from '../../src/polling/backend-reports.ts'
import { rules, toEvents, type AppEvent } from './app.ts'
import { allowed, heard, type Watched } from './watched.ts'

/** What a tab was told, by push and by a log, and what it owes for it. */
export interface Heard {
  readonly pushed: (signal: Signal, scope: Scope) => void
  readonly answered: (answer: LogAnswer | 'down', scope: Scope) => void
}

export interface HeardHost {
  readonly now: () => number
  readonly queries: () => Iterable<Watched>
  readonly reports: BackendReports
  readonly counts: { proofs: number; incomplete: number }
}

export function noteHeard({ counts, now, queries, reports }: HeardHost): Heard {
  const told = new Set<string>()
  const written = new Set<string>()
  reports.subscribe(report => {
    if (report.type === 'answered' && report.wrote !== undefined) written.add(report.wrote)
  })
  const touch = (change: Change, note: (query: Watched, hash: string) => void): void => {
    for (const event of toEvents(change))
      for (const key of (rules[event.type] as (event: AppEvent) => readonly QueryKey[])(event)) {
        const hash = JSON.stringify(key)
        for (const query of queries())
          if (key.every((part, i) => query.key[i] === part)) note(query, hash)
      }
  }
  return {
    pushed: (signal, scope) => {
      if (signal.type === 'proved') counts.proofs += 1
      if (signal.type !== 'change') return
      const { id, origin } = signal.change
      const name = `${scope.id} ${id}`
      const isRepeat = id !== undefined && told.has(name)
      if (id !== undefined) told.add(name)
      // An echo may cost a fetch, and need not (F10).
      const isEcho = origin !== undefined && written.has(origin)
      touch(signal.change, (query, hash) =>
        isRepeat || isEcho ? allowed(query, hash, now()) : heard(query, hash, now()),
      )
    },
    answered: (answer, scope) => {
      if (answer === 'down' || answer.type !== 'told') return
      if (!answer.complete) counts.incomplete += 1
      for (const { change, commits = [] } of answer.changes) {
        for (const id of commits) told.add(`${scope.id} ${id}`)
        touch(change, (query, hash) => allowed(query, hash, now()))
      }
    },
  }
}
