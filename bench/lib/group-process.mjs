// The process of one group: it measures, and tells the driver. Nothing that ran before it has warmed or filled it.
import { explain } from '../../scripts/lib/failure.mjs'
import { createLifetime } from '../../scripts/lib/lifetime.mjs'
import { loadGroup } from './find-groups.mjs'
import { createUndos } from './undos.mjs'

/** @typedef {{ rounds: number, quick: boolean, wanted: readonly string[] }} Order */

const [file = '', json = '{}'] = process.argv.slice(2)
/** @type {Order} */
const order = JSON.parse(json)
const tell = (/** @type {object} */ message) =>
  new Promise(resolve => {
    if (process.connected) process.send?.(message, undefined, undefined, resolve)
    else resolve(undefined)
  })
const { defer, undoAll } = createUndos()
const lifetime = createLifetime(error => void tell({ failed: explain(error) }), {
  exitWhenAsked: 1,
})
lifetime.defer(undoAll)
process.once('disconnect', () => void lifetime.end(1))

try {
  const group = await loadGroup(file)
  const measured = await group.run({
    ...order,
    wanted: new Set(order.wanted),
    say: text => void tell({ said: text }),
    warn: text => void tell({ warned: text }),
    signal: lifetime.signal,
    defer,
  })
  await undoAll()
  await tell({ measured })
  await lifetime.end(0)
} catch (error) {
  if (process.env.EVERFRESH_DEBUG === '1') console.error(error)
  await tell({ failed: error instanceof Error ? error.message : String(error) })
  await lifetime.end(1)
}
