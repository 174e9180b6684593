import type { ReactNode } from 'react'
import { explainText, type SnapshotQuery, type TraceSnapshot } from '../contract.ts'
import { keyWords } from '../entry.ts'
import { CopyButton, IconButton } from '../shell/buttons.tsx'
import { clockTime } from '../time-words.ts'
import type { Sight } from '../use-sight.ts'
import { titleOf, whyFetched } from '../words.ts'
import { lastFetchOf } from './last-fetch.ts'

interface ExplainedProps {
  readonly sight: Sight
  readonly snapshot: TraceSnapshot
  readonly query: SnapshotQuery
  readonly onClose: () => void
}

/** One query: how fresh, why, and the chain that led to what it shows. */
export function Explained({ sight, snapshot, query, onClose }: ExplainedProps): ReactNode {
  const { cause } = query.freshness
  const text = sight.realtime && explainText(sight.realtime, query.key)
  return (
    <aside className="side" aria-label="Explanation">
      <div className="top">
        <div>
          <h3>{keyWords(query.key)}</h3>
        </div>
        <IconButton icon="close" label="Close the explanation" onClick={onClose} />
      </div>
      {cause && (
        <div className="cause">
          <p>{cause.message}</p>
          <p className="code">{cause.code}</p>
        </div>
      )}
      {text !== undefined && text !== '' && (
        <>
          <h4>Explained</h4>
          <pre>{text}</pre>
          <p>
            <CopyButton label="Copy" text={() => text} />
          </p>
        </>
      )}
      <Chain snapshot={snapshot} query={query} />
      <h4>Whole key</h4>
      <p className="mono">{JSON.stringify(query.key)}</p>
    </aside>
  )
}

function Chain({ snapshot, query }: Pick<ExplainedProps, 'snapshot' | 'query'>): ReactNode {
  const found = lastFetchOf(query.hash, snapshot.entries)
  return (
    <>
      <h4>The last fetch</h4>
      {found === undefined ? (
        <p className="soft">It is not in the trace: it is older than that, or there was none.</p>
      ) : (
        <>
          <p>It was asked for {whyFetched(found.fetch)}.</p>
          <ol className="chain" aria-label="Chain">
            {found.chain.map(entry => (
              <li key={entry.id}>
                <span className="when">{clockTime(entry.at, true)}</span> {titleOf(entry)}
              </li>
            ))}
          </ol>
        </>
      )}
    </>
  )
}
