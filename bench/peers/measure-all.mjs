import { Stopped } from '../../scripts/lib/failure.mjs'
import { measuredOf } from './results.mjs'
import { scenarioTable } from './table.mjs'

/** @typedef {import('./compare.mjs').Host} Host */
/** @typedef {import('../../scripts/lib/board.mjs').Board} Board */
/** @typedef {import('./results.mjs').Measured} Measured */
/** @typedef {import('./scenarios/run.mjs').Scenario} Scenario */
/** @typedef {import('./stage.mjs').Stage} Stage */

/**
 * Measures one scenario after the other; one that fails is told, and the others go on.
 *
 * @param {readonly Scenario[]} chosen
 * @param {readonly import('./library.mjs').Library[]} compared
 * @param {{ board: Board, stageOf: (scenario: Scenario) => Stage } & Pick<Host, 'say' | 'signal'>} options
 */
export async function measureAll(chosen, compared, { board, say, signal, stageOf }) {
  /** @type {Measured[]} */
  const measured = []
  let failures = 0
  for (const scenario of chosen) {
    if (signal.aborted) throw new Stopped()
    const part = board.begin(scenario.name)
    try {
      const result = measuredOf(scenario, await scenario.measure(stageOf(scenario), compared))
      measured.push(result)
      part.ready(scenario.title)
      say(`${scenarioTable(result, compared).join('\n')}\n`)
    } catch (error) {
      failures += 1
      part.failed(error instanceof Error ? error.message : String(error))
    }
  }
  return { measured, failures }
}
