import type { Trace } from './trace.ts'

/** Records what becomes of the breaker. */
export function recordBackend({ add }: Pick<Trace, 'add'>): Trace['backend'] {
  return (from, event, to) => {
    if (from.name === to.name) return
    const { type, ...facts } = event
    add('poller', `backend ${to.name}`, { from: from.name, event: type, ...facts })
  }
}
