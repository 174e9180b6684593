import type { ConnectionEvent, ConnectionState } from '../connection/state.ts'
import type { ConnectionRecorder, Trace } from './trace.ts'

/** What comes of the attempt that was made, or of having waited. */
const followsOn: readonly ConnectionEvent['type'][] = ['joined', 'proved', 'due']

/** Records what becomes of a connection, and why. */
export function recordConnection(trace: Pick<Trace, 'add' | 'cause'>): ConnectionRecorder {
  let newest = 0
  let last: Parameters<ConnectionRecorder['note']> | undefined

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
