import type { Trace, TraceEntry, TracePart } from '@everfresh/core'

const tags: Record<TracePart, string> = {
  auth: '[AuthManager]',
  reconnect: '[DeadModeRecovery]',
  connection: '[DeadModeRecovery]',
  router: '[DeadModeInvestigation]',
  poller: '[DeadModeInvestigation]',
}

/** Shows the trace in the console of a development build, at its level `verbose`; nothing otherwise. */
export function logTrace(trace: Trace): void {
  if (!import.meta.env.DEV) return
  trace.subscribe(({ part, what, detail }: TraceEntry) => {
    // oxlint-disable-next-line no-console -- the one place that writes to it, for developers
    console.debug(tags[part], what, detail)
  })
}
