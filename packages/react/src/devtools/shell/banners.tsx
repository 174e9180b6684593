import type { ReactNode } from 'react'
import { clockTime } from '../time-words.ts'
import type { Sight } from '../use-sight.ts'

/** What a person must know about what they look at: it is a snapshot, it is stopped, a file was refused. */
export function Banners({ sight }: { readonly sight: Sight }): ReactNode {
  const { snapshot, loaded, problem, realtime, close } = sight
  return (
    <>
      {problem !== undefined && (
        <p className="banner" data-tone="bad" role="alert">
          {problem}
        </p>
      )}
      {loaded !== undefined && snapshot && (
        <div className="banner" role="status">
          <span>
            <b className="strong">You are looking at a snapshot</b>, {loaded}, taken{' '}
            {new Date(snapshot.takenAt).toLocaleDateString()} at {clockTime(snapshot.takenAt)}. It
            is not live, and nothing can be done in it.
            {snapshot.note !== undefined && ` Its note: ${snapshot.note}`}
          </span>
          <button type="button" className="button" onClick={close}>
            Close the snapshot
          </button>
        </div>
      )}
      {realtime?.stopped === true && (
        <p className="banner" data-tone="warn" role="status">
          <span>
            <b className="strong">This realtime was stopped</b>: it keeps nothing fresh any more.
            What you see is how it was.
          </span>
        </p>
      )}
      {realtime && !realtime.trace.on && (
        <p className="banner" data-tone="warn">
          <span>
            <b className="strong">The trace is off</b>, so there is no timeline. Switch it on where
            the app makes its realtime:{' '}
            <code className="code">{'createRealtime({ …, trace: createTrace(systemClock) })'}</code>
          </span>
        </p>
      )}
    </>
  )
}
