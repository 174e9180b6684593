import { Stopped } from '../../scripts/lib/failure.mjs'
import { runGroup } from './run-group.mjs'
import { summarise } from './summarise.mjs'

/** @typedef {import('./find-groups.mjs').FoundGroup} FoundGroup */
/** @typedef {import('./choose.mjs').Choice<FoundGroup>} Choice */
/** @typedef {import('./summarise.mjs').Result} Result */
/** @typedef {{ name: string, reason: string }} GroupFailure */
/**
 * @typedef {object} RunHost
 * @property {import('../../scripts/lib/board.mjs').Board} board
 * @property {AbortSignal} signal
 * @property {(results: readonly Result[], asked: ReadonlySet<string>) => Promise<void>} keep
 */

/**
 * Runs the groups one after the other, and goes on when one fails. `keep` is called after each with what was measured so
 * far and with what was to be measured, so that a run that is stopped has not been for nothing.
 *
 * @param {readonly Choice[]} choices
 * @param {import('./options.mjs').BenchOptions} options
 * @param {RunHost} host
 * @returns {Promise<{ results: readonly Result[], failures: readonly GroupFailure[] }>}
 */
export async function runAll(choices, options, { board, signal, keep }) {
  /** @type {Result[]} */
  const results = []
  /** @type {GroupFailure[]} */
  const failures = []
  /** @type {Set<string>} */
  const asked = new Set()
  for (const { found, metrics } of choices) {
    const { name } = found.group
    const part = board.begin(name)
    try {
      const { rounds, quick } = options
      const wanted = metrics.map(metric => metric.name)
      for (const metric of wanted) asked.add(metric)
      const order = { rounds, quick, wanted }
      const warn = (/** @type {string} */ text) => board.line(`! ${name}: ${text}`)
      const measured = await runGroup(found, order, { say: part.note, warn, signal })
      results.push(...metrics.map(metric => summarise(metric, measured[metric.name] ?? [])))
      part.ready(`${metrics.length} ${metrics.length === 1 ? 'metric' : 'metrics'}`)
    } catch (error) {
      if (error instanceof Stopped) throw error
      const reason = error instanceof Error ? error.message : String(error)
      failures.push({ name, reason })
      part.failed(reason)
    }
    await keep(results, asked)
  }
  return { results, failures }
}
