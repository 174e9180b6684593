import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { compile } from '../compile.mjs'
import { root } from '../root.mjs'
import { runTool } from '../tool.mjs'
import { crew, worker } from './crew.mjs'
import { help, readSoakOptions } from './soak-options.mjs'

/** @typedef {import('./crew.mjs').Order} Order */

/** Seeds for one worker at a time. */
const portion = 50
/** After this many broken worlds the rest would tell nothing new. */
const mostBroken = 10

/**
 * `npm run soak`: runs as many simulated worlds as asked for. Ends with 1 when one of them breaks a law.
 * @param {readonly string[]} args
 */
export function soak(args) {
  return runTool(async ({ makeFolder, say, signal }) => {
    const options = readSoakOptions(args)
    if (options.help) {
      say(help)
      return true
    }
    const out = await makeFolder('soak')
    const file = await compile(join(root, 'packages/core'), worker, out, signal)
    return (await runAll(file, options, { say, signal })) === 0
  })
}

/**
 * @param {string} file
 * @param {import('./soak-options.mjs').SoakOptions} options
 * @param {{ say: (text: string) => void, signal: AbortSignal }} host
 * @returns {Promise<number>} How many worlds broke a law.
 */
async function runAll(file, options, { say, signal }) {
  const begun = performance.now()
  const total = { seeds: 0, broken: 0, fetches: 0, changes: 0, ms: 0 }
  let nextNote = 0.1
  await crew(file, {
    size: options.count <= portion ? 1 : availableParallelism(),
    orders: ordersFor(options),
    signal,
    isEnough: () => total.broken >= mostBroken,
    onReport: one => {
      for (const line of one.trace) say(line)
      for (const words of one.broken) say(`✗ ${words}`)
      total.seeds += one.seeds
      total.broken += one.broken.length
      total.fetches += one.fetches
      total.changes += one.changes
      total.ms += one.ms
      if (total.seeds < nextNote * options.count || options.trace) return
      say(`${total.seeds} of ${options.count} worlds, ${total.broken} broken`)
      nextNote = Math.floor((10 * total.seeds) / options.count) / 10 + 0.1
    },
  })
  const seconds = (performance.now() - begun) / 1_000
  say(
    `${total.seeds} worlds, ${total.broken} broken, in ${seconds.toFixed(1)} s: ` +
      `${Math.round(total.ms / 3_600_000)} hours of their time, ${total.changes} changes, ${total.fetches} fetches`,
  )
  return total.broken
}

/**
 * @param {import('./soak-options.mjs').SoakOptions} options
 * @returns {Iterable<Order>}
 */
function* ordersFor({ from, count, steps, trace }) {
  for (let done = 0; done < count; done += portion)
    yield { from: from + done, count: Math.min(portion, count - done), steps, shrink: true, trace }
}
