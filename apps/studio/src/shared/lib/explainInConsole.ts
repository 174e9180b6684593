import type { QueryKey, Realtime } from '@everfresh/core'

/** In a development build: `everfresh.explain(['tasks'])` in the console says why a query shows what it shows. */
export function explainInConsole(realtime: Realtime): void {
  if (!import.meta.env.DEV) return
  void import('@everfresh/core/explain').then(({ explain }) => {
    const { everfresh } = window
    if (everfresh === undefined) return
    window.everfresh = { ...everfresh, explain: (key: QueryKey) => explain(realtime, key).text }
  })
}
