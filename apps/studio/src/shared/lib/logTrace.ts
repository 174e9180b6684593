import type { Trace, TraceEntry, TracePart } from '@everfresh/core'

const tags: Record<TracePart, string> = {
  auth: '[AuthManager]',
  reconnect: '[DeadModeRecovery]',
  connection: '[DeadModeRecovery]',
  page: '[DeadModeInvestigation]',
  source: '[DeadModeInvestigation]',
  router: '[DeadModeInvestigation]',
  query: '[DeadModeInvestigation]',
  view: '[DeadModeInvestigation]',
  poller: '[DeadModeInvestigation]',
}

declare global {
  interface Window {
    /** What the realtime system did, oldest first: `everfresh.trace()` in the console. To read only. */
    everfresh?: { readonly trace: () => readonly TraceEntry[] }
  }
}

/** Lets a person read the trace: on demand, and in a development build as it happens (level `verbose`). */
export function logTrace(trace: Trace): void {
  window.everfresh = { trace: trace.entries }
  if (!import.meta.env.DEV) return
  trace.subscribe(({ part, what, detail }) => {
    // oxlint-disable-next-line no-console -- the one place that writes to it, for developers
    console.debug(tags[part], what, detail)
  })
}
