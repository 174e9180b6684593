// The process of the clients: it does one load and says what it measured.
import { once } from 'node:events'
import { commitLatency } from './commit-latency.mjs'
import { commitRate } from './commit-rate.mjs'
import { crowd, latency, machine, pages } from './loads.mjs'

const [name, json = '{}'] = process.argv.slice(2)
const load = JSON.parse(json)

const onOpen = async () => {
  process.send?.({ open: true })
  await once(process, 'message')
}
/** @type {Readonly<Record<string, () => Promise<unknown>>>} */
const loads = {
  commitLatency: () => commitLatency(load),
  commitRate: () => commitRate(load),
  crowd: () => crowd({ ...load, onOpen }),
  latency: () => latency(load),
  machine: () => machine(load),
  pages: () => pages(load),
}
process.send?.({ result: await loads[name ?? '']?.() })
process.disconnect()
