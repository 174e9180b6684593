import { seconds } from '../../../scripts/lib/board.mjs'
import { Failure } from '../../../scripts/lib/failure.mjs'
import { describeMachine } from '../../lib/machine.mjs'
import { writeDocs } from '../docs.mjs'
import { versionOf } from '../install.mjs'
import { zero } from '../library.mjs'
import { measureAll } from '../measure-all.mjs'
import { named } from '../options.mjs'
import { addZero, momentOf, readResults, writeResults } from '../results.mjs'
import { scenarios } from '../scenarios/index.mjs'
import { installZero } from './install.mjs'
import { openZeroStage } from './stage.mjs'

/** @typedef {import('../compare.mjs').Host} Host */
/** @typedef {import('../../../scripts/lib/board.mjs').Board} Board */
/** @typedef {import('../results.mjs').Measured} Measured */

/** As on the others' backend; Zero hears nothing of it. */
const READY_MS = 10

/**
 * `npm run bench -- --peers --zero`: Zero alone, in the scenarios that mean something for it, beside what was measured
 * of the others.
 *
 * @param {{ only: readonly string[], library: readonly string[] }} options
 * @param {Omit<Host, 'end'> & { board: Board }} host
 * @returns {Promise<boolean>} Whether all was measured.
 */
export async function compareZero({ only, library }, { say, makeFolder, signal, defer, board }) {
  if (library.length > 0)
    throw new Failure('--zero measures Zero alone. Leave out --library, or leave out --zero.')
  const before = await readResults()
  if (before === undefined)
    throw new Failure(
      'There is nothing to put Zero beside yet. Run `npm run bench -- --peers` first.',
    )
  const begun = performance.now()
  const chosen = named(scenarios, only, ({ name }) => name)
  const installing = board.begin('install')
  const installed = await installZero(signal)
  const version = await versionOf(installed.folder, zero.package)
  installing.ready(`Zero ${version}`)
  const machine = describeMachine()
  const starting = board.begin('zero-cache')
  const dataFolder = await makeFolder('zero')
  const stage = await openZeroStage({ dataFolder, installed, subscribeDelayMs: READY_MS, defer })
  starting.ready('on the PostgreSQL of the local backend')
  const meant = chosen.filter(({ notForZero }) => notForZero === undefined)
  const { measured, failures } = await measureAll(meant, [zero], {
    board,
    say,
    signal,
    stageOf: () => stage,
  })
  // The end of a command has no time for it.
  await stage.stop()
  const found = measured.map(one => ({ ...one, zero: { measured: momentOf(machine) } }))
  const run = {
    machine,
    versions: { [zero.package]: version },
    scenarios: [...found, ...leftOut(chosen)],
  }
  board.line(`${found.length} scenarios in ${seconds(begun)}`)
  if (found.length === 0) return failures === 0
  const results = addZero(before, run)
  await writeResults(results)
  board.line(await writeDocs(results))
  return failures === 0
}

/**
 * @param {readonly import('../scenarios/run.mjs').Scenario[]} chosen
 * @returns {readonly Measured[]}
 */
function leftOut(chosen) {
  return chosen.flatMap(({ name, title, about, columns, notForZero }) =>
    notForZero === undefined
      ? []
      : [{ name, title, about, columns, values: {}, zero: { why: notForZero } }],
  )
}
