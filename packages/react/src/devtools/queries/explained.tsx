import type { TraceSnapshot } from '@everfresh/core'
import { explainSnapshot, type Explanation } from '@everfresh/core/explain'
import { useMemo, type ReactNode } from 'react'
import { jsonOf, keyWords } from '../entry.ts'
import { CopyButton, IconButton } from '../shell/buttons.tsx'
import { clockTime } from '../time-words.ts'
import { titleOf, whyFetched } from '../words.ts'
import type { QueryRow } from './rows.ts'

interface ExplainedProps {
  readonly snapshot: TraceSnapshot
  readonly query: QueryRow
  readonly onClose: () => void
}

/** One query: how fresh, why, and the chain that led to what it shows. */
export function Explained({ snapshot, query, onClose }: ExplainedProps): ReactNode {
  const cause = query.freshness?.cause
  const { key } = query
  // Walks the whole trace; the list beside it is drawn anew each second.
  const { from, text } = useMemo(() => explainSnapshot(snapshot, key), [snapshot, key])
  return (
    <aside className="side" aria-label="Explanation">
      <div className="top">
        <div>
          <h3>{keyWords(key)}</h3>
        </div>
        <IconButton icon="close" label="Close the explanation" onClick={onClose} />
      </div>
      {cause && (
        <div className="cause">
          <p>{cause.message}</p>
          <p className="code">{cause.code}</p>
        </div>
      )}
      <h4>Explained</h4>
      <pre>{text}</pre>
      <p className="after">
        <CopyButton label="Copy the explanation" text={() => text} />
      </p>
      <Chain from={from} />
      <h4>Whole key</h4>
      <p className="mono">{jsonOf(key)}</p>
    </aside>
  )
}

function Chain({ from: { fetch, chain } }: Pick<Explanation, 'from'>): ReactNode {
  return (
    <>
      <h4>The fetch that is shown</h4>
      {fetch === undefined ? (
        <p className="soft">It is not in the trace: it is older than that, or there was none.</p>
      ) : (
        <>
          <p>It was asked for {whyFetched(fetch)}.</p>
          <ol className="chain" aria-label="Chain">
            {chain.map(entry => (
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
