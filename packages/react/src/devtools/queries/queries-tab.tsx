import type { TraceSnapshot } from '@everfresh/core'
import { useState, type ReactNode } from 'react'
import { keyWords } from '../entry.ts'
import { Empty } from '../shell/empty.tsx'
import { SearchField } from '../shell/search-field.tsx'
import { ago, duration } from '../time-words.ts'
import { useNow } from '../use-now.ts'
import type { Sight } from '../use-sight.ts'
import { Explained } from './explained.tsx'
import { freshnessTones, freshnessWords, listed, rowOf, useWords, type QueryRow } from './rows.ts'

interface QueriesTabProps {
  readonly sight: Sight
  readonly snapshot: TraceSnapshot
}

/** Every cached query, how fresh it is, and why. */
export function QueriesTab({ sight, snapshot }: QueriesTabProps): ReactNode {
  const [text, setText] = useState('')
  const [chosenHash, choose] = useState<string>()
  const isLive = sight.loaded === undefined
  const now = useNow(sight.clock, 1_000, isLive ? undefined : snapshot.takenAt)
  const queries = snapshot.queries.map(rowOf)
  const rows = listed(queries, text)
  const chosen = queries.find(({ hash }) => hash === chosenHash)
  if (queries.length === 0) return <NoQueries />
  return (
    <div className="column">
      <div className="tools">
        <SearchField
          label="Filter the queries"
          placeholder="Part of a key"
          text={text}
          onText={setText}
        />
        <span className="soft" role="status">
          {rows.length === queries.length
            ? `${rows.length} queries`
            : `${rows.length} of ${queries.length} queries`}
        </span>
      </div>
      <div className="split">
        <div className="main" tabIndex={-1}>
          <table className="list">
            <Head />
            <tbody>
              {rows.map(query => (
                <Row
                  key={query.hash}
                  query={query}
                  now={now}
                  chosen={query.hash === chosenHash}
                  onChoose={choose}
                />
              ))}
            </tbody>
          </table>
        </div>
        {chosen && (
          <Explained snapshot={snapshot} query={chosen} onClose={() => choose(undefined)} />
        )}
      </div>
    </div>
  )
}

function NoQueries(): ReactNode {
  return (
    <Empty title="There is no cached query">
      <p>
        No cache is attached (a mounted RealtimeProvider attaches its QueryClient&apos;s), or
        nothing has been asked for yet.
      </p>
    </Empty>
  )
}

function Head(): ReactNode {
  return (
    <thead>
      <tr>
        <th scope="col">Key</th>
        <th scope="col">Freshness</th>
        <th scope="col" className="number">
          At most behind
        </th>
        <th scope="col" className="number">
          Updated
        </th>
        <th scope="col">In use</th>
        <th scope="col">Family</th>
      </tr>
    </thead>
  )
}

function Freshness({ state }: { readonly state: string }): ReactNode {
  return (
    <span className="state">
      <span className="dot" data-tone={freshnessTones[state] ?? 'off'} />
      {freshnessWords[state] ?? state}
    </span>
  )
}

interface RowProps {
  readonly query: QueryRow
  readonly now: number
  readonly chosen: boolean
  readonly onChoose: (hash: string) => void
}

function Row({ query, now, chosen, onChoose }: RowProps): ReactNode {
  const { key, hash, freshness, updatedAt, family } = query
  return (
    <tr data-chosen={chosen || undefined}>
      <td>
        <button type="button" className="pick" aria-pressed={chosen} onClick={() => onChoose(hash)}>
          {keyWords(key)}
        </button>
      </td>
      <td>
        <Freshness state={query.freshness?.state ?? 'not known'} />
      </td>
      <td className="number">
        {freshness?.boundMs === undefined ? '–' : duration(freshness.boundMs)}
      </td>
      <td className="number">{updatedAt === undefined ? '–' : ago(updatedAt, now)}</td>
      <td className="soft">{useWords(query)}</td>
      <td className="soft">{family === undefined ? 'not covered' : keyWords(family)}</td>
    </tr>
  )
}
