// The process of the clients: it does one load and says what it measured.
import { once } from 'node:events'
import { crowd, latency, machine, pages, sustained } from './loads.mjs'

const [name, json = '{}'] = process.argv.slice(2)
const load = JSON.parse(json)

const onOpen = async () => {
  process.send?.({ open: true })
  await once(process, 'message')
}
/** @type {Readonly<Record<string, () => Promise<unknown>>>} */
const loads = {
  crowd: () => crowd({ ...load, onOpen }),
  latency: () => latency(load),
  machine: () => machine(load),
  pages: () => pages(load),
  sustained: () => sustained(load),
}
process.send?.({ result: await loads[name ?? '']?.() })
process.disconnect()
