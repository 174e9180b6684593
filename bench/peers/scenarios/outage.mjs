import { setTimeout as pause } from 'node:timers/promises'
import { now } from '../page/now.mjs'
import { liveList } from '../stage.mjs'
import { together } from './run.mjs'

const OUTAGE_MS = 2_000
const PATIENCE_MS = 15_000

/** @type {import('./run.mjs').Scenario} */
export const outage = {
  name: 'outage',
  title: 'Realtime is away for 2 s, and 20 rows are written meanwhile',
  about:
    'Sockets are cut and refused; REST goes on. Then 15 s without a further commit, then one more row. "After" counts from the end of the outage.',
  columns: [
    { name: 'converged', title: 'complete after', unit: 'ms', never: 'not within 15 s' },
    { name: 'missing', title: 'rows missing after 15 s', unit: 'count', never: '–' },
    { name: 'missingAfterNext', title: 'after the next commit', unit: 'count', never: '–' },
  ],
  measure: (stage, libraries) =>
    together(stage, libraries, async pages => {
      const pairs = await Promise.all(
        pages.map(async page => ({ page, list: await liveList(stage, page) })),
      )
      stage.faults.set({ realtime: 'off' })
      const away = pause(OUTAGE_MS)
      const missed = await Promise.all(
        pairs.map(async ({ list }) => {
          const rows = []
          for (let count = 0; count < 20; count += 1) rows.push((await list.commit()).row)
          return rows
        }),
      )
      await away
      stage.faults.set({ realtime: 'on' })
      const backAt = now()
      return Promise.all(
        pairs.map(async ({ page, list }, at) => {
          const rows = missed[at] ?? []
          const [shownAt] = await Promise.all([
            page.whenShown(rows, PATIENCE_MS),
            pause(PATIENCE_MS),
          ])
          const missing = await page.missing(rows)
          const next = await list.commit()
          await page.whenShown([...rows, next.row], 3_000)
          return {
            converged: shownAt === null ? null : Math.max(0, shownAt - backAt),
            missing,
            missingAfterNext: await page.missing([...rows, next.row]),
          }
        }),
      )
    }),
}
