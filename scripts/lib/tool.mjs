import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Stopped, explain } from './failure.mjs'
import { createLifetime } from './lifetime.mjs'

/** @typedef {(text: string) => void} Say Prints a line. */
/** @typedef {(name: string) => Promise<string>} MakeFolder Makes a folder that is gone when the command ends. */

/**
 * Runs a command until it is done or stopped. Ends with 0 when `work` says that all is well, else with 1;
 * what it throws is explained. Never rejects.
 * @param {(host: { say: Say, makeFolder: MakeFolder } & import('./lifetime.mjs').Lifetime) => Promise<boolean>} work
 */
export async function runTool(work) {
  /** @type {Say} */
  const say = text => void process.stdout.write(`${text}\n`)
  const report = (/** @type {unknown} */ error) =>
    void process.stderr.write(`✗ ${explain(error)}\n`)
  const lifetime = createLifetime(report, { exitWhenAsked: 130 })
  /** @type {MakeFolder} */
  const makeFolder = async name => {
    const folder = await mkdtemp(join(tmpdir(), `everfresh-${name}-`))
    lifetime.defer(() => rm(folder, { recursive: true, force: true }))
    return folder
  }
  try {
    const isWell = await work({ say, makeFolder, ...lifetime })
    await lifetime.end(isWell ? 0 : 1)
  } catch (error) {
    if (error instanceof Stopped || lifetime.signal.aborted) return
    report(error)
    await lifetime.end(1)
  }
}
