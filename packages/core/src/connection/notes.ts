import type { Trace } from '../trace/trace.ts'
import type { ConnectionEvent, ConnectionState } from './state.ts'

/** Tells the trace what becomes of the connection, and why. */
export interface NoteTaker {
  readonly note: (from: ConnectionState, event: ConnectionEvent, to: ConnectionState) => void
  /** The entry of the proof that has just come; one that changed no state is recorded now. */
  readonly proof: () => number
}

/** What comes of the attempt that was made, or of having waited. */
const followsOn: readonly ConnectionEvent['type'][] = ['joined', 'proved', 'due']

export function noteTaker(trace: Trace): NoteTaker {
  let newest = 0
  let last: Parameters<NoteTaker['note']> | undefined

  const add = (
    from: ConnectionState,
    event: ConnectionEvent,
    { isolation, link, want }: ConnectionState,
  ): void => {
    const { refused } = isolation
    const detail = {
      from: from.link.name,
      event: event.type,
      scope: want.scopeId,
      ...('cause' in link && link.cause
        ? { cause: link.cause.code, message: link.cause.message }
        : {}),
      ...(refused.length > 0 ? { muted: refused } : {}),
    }
    const before = trace.cause() || (followsOn.includes(event.type) ? newest : 0)
    newest = trace.add('connection', link.name, detail, [before])
    last = undefined
  }

  return {
    note: (from, event, to) => {
      if (!trace.on) return
      last = [from, event, to]
      // A replaced channel is news; an answer, or a wish while there is none, is not.
      const replaced = from.epoch !== to.epoch && to.link.name === 'joining'
      if (from.link.name !== to.link.name || replaced) add(from, event, to)
    },
    proof: () => {
      if (last !== undefined) add(...last)
      return newest
    },
  }
}
