import { Stopped, explain } from '../failure.mjs'
import { createLifetime } from '../lifetime.mjs'

/** @typedef {(text: string) => void} Say Prints a line. */

/**
 * Runs a command until it is done or stopped. Ends with 0 when `work` says that all is well, else with 1;
 * what it throws is explained. Never rejects.
 * @param {(host: { say: Say } & import('../lifetime.mjs').Lifetime) => Promise<boolean>} work
 */
export async function runTool(work) {
  /** @type {Say} */
  const say = text => void process.stdout.write(`${text}\n`)
  const report = (/** @type {unknown} */ error) =>
    void process.stderr.write(`✗ ${explain(error)}\n`)
  const lifetime = createLifetime(report, { exitWhenAsked: 130 })
  try {
    const isWell = await work({ say, ...lifetime })
    await lifetime.end(isWell ? 0 : 1)
  } catch (error) {
    if (error instanceof Stopped || lifetime.signal.aborted) return
    report(error)
    await lifetime.end(1)
  }
}
