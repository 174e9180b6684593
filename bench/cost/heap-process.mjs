// Fills a page with queries and tells, in kB, what the second thousand of them added to the heap.
import { setTimeout as sleep } from 'node:timers/promises'
import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { systemClock } from '../../packages/core/dist/index.js'
import { everfresh } from '../lib/everfresh.mjs'

const QUERIES = 1_000
const COLLECTIONS = 5

const queryClient = new QueryClient({ defaultOptions: { queries: { gcTime: Infinity } } })
/** @type {import('../lib/contender.mjs').Contender} */
const nobody = { hear: () => {}, stop: () => {} }
const contender =
  process.argv[2] === 'everfresh' ? everfresh({ clock: systemClock, queryClient }) : nobody
/** @type {(() => void)[]} */
const leaves = []

/** @param {number} from */
function show(from) {
  for (let n = from; n < from + QUERIES; n += 1) {
    const options = { queryKey: ['list', String(n), { page: 1 }], queryFn: () => n, retry: false }
    leaves.push(new QueryObserver(queryClient, options).subscribe(() => {}))
  }
}

/** Every query is heard of, fetched anew and at rest; then what nobody holds is thrown away. */
async function heap() {
  await sleep(200)
  for (let n = 0; n < leaves.length; n += 1) contender.hear(String(n))
  await sleep(1_000)
  while (queryClient.isFetching() > 0) await sleep(50)
  for (let n = 0; n < COLLECTIONS; n += 1) {
    globalThis.gc?.()
    await sleep(20)
  }
  return process.memoryUsage().heapUsed
}

show(0)
const before = await heap()
show(QUERIES)
const added = (await heap()) - before
contender.stop()
for (const leave of leaves) leave()
process.send?.(added / 1024, () => process.exit(0))
