import { setTimeout as pause } from 'node:timers/promises'
import { now } from '../page/now.mjs'
import { liveList } from '../stage.mjs'
import { oneByOne } from './run.mjs'

const KB = 1024

/** @type {import('./run.mjs').Scenario} */
export const burst = {
  name: 'burst',
  title: 'A burst of 500 commits',
  about:
    '500 rows, one commit after the other as fast as they go, in a list of 100 that becomes one of 600.',
  columns: [
    { name: 'requests', title: 'requests', unit: 'count', never: '–' },
    { name: 'restKb', title: 'REST', unit: 'kB', never: '–' },
    { name: 'socketKb', title: 'socket', unit: 'kB', never: '–' },
    { name: 'renders', title: 'renders', unit: 'count', never: '–' },
    { name: 'converged', title: 'complete after the last', unit: 'ms', never: 'never' },
  ],
  measure: (stage, libraries) =>
    oneByOne(stage, libraries, async page => {
      const list = await liveList(stage, page)
      await page.clear()
      const rows = []
      for (let count = 0; count < 500; count += 1) rows.push((await list.commit()).row)
      const lastAt = now()
      const at = await page.whenShown(rows, 20_000)
      // What is still asked for after that counts too.
      await pause(1_500)
      const { requests, restBytes, socketBytes, renders } = await page.traffic()
      return {
        requests,
        restKb: restBytes / KB,
        socketKb: socketBytes / KB,
        renders,
        converged: at === null ? null : Math.max(0, at - lastAt),
      }
    }),
}
