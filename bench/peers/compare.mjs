import { createBoard, seconds } from '../../scripts/lib/board.mjs'
import { Failure } from '../../scripts/lib/failure.mjs'
import { describeMachine } from '../lib/machine.mjs'
import { writeDocs } from './docs.mjs'
import { installPeers, versionOf } from './install.mjs'
import { libraries } from './library.mjs'
import { measureAll } from './measure-all.mjs'
import { help, named, readPeersOptions } from './options.mjs'
import { merge, readResults, writeResults } from './results.mjs'
import { scenarios } from './scenarios/index.mjs'
import { openStage } from './stage.mjs'
import { compareZero } from './zero/compare.mjs'

/** @typedef {Parameters<Parameters<typeof import('../../scripts/lib/tool.mjs').runTool>[0]>[0]} Host */
/** @typedef {import('./scenarios/run.mjs').Scenario} Scenario */

/** What takes part in all of them, beside the libraries' own packages. */
const SHARED = ['@supabase/supabase-js', '@tanstack/react-query', 'react', '@refinedev/supabase']
/** What the server takes to push after a join: as the real one, and as the real one after a cold start. */
const READY_MS = 10
const LATE_MS = 2_500

/**
 * `npm run bench -- --peers`: the same app with each library, on the same backend and under the same faults.
 *
 * @param {readonly string[]} args
 * @param {Host} host
 * @returns {Promise<boolean>} Whether all was measured.
 */
export async function comparePeers(args, { say, makeFolder, signal, defer }) {
  const options = readPeersOptions(args)
  if (options.help) return told(say, help)
  if (options.docs) return told(say, await writeDocs(await resultsThere()))
  const board = createBoard(process.stderr)
  if (options.zero) return compareZero(options, { say, makeFolder, signal, defer, board })
  const begun = performance.now()
  const chosen = named(scenarios, options.only, ({ name }) => name)
  const compared = named(libraries, options.library, ({ file }) => file)
  const installing = board.begin('install')
  const folder = await installPeers(signal)
  installing.ready('the versions of bench/peers/versions.json')
  const machine = describeMachine()
  const open = async (/** @type {number} */ subscribeDelayMs) => {
    const dataFolder = await makeFolder('peers')
    const stage = await openStage({ dataFolder, folder, subscribeDelayMs })
    defer(() => stage.stop())
    return stage
  }
  const starting = board.begin('backends')
  const [stage, late] = await Promise.all([open(READY_MS), open(LATE_MS)])
  starting.ready('two, the second of which is late to push')
  const stageOf = (/** @type {Scenario} */ scenario) => (scenario.late === true ? late : stage)
  const { measured, failures } = await measureAll(chosen, compared, { board, say, signal, stageOf })
  board.line(`${measured.length} scenarios in ${seconds(begun)}`)
  // A library alone says nothing about the others.
  if (options.library.length === 0 && measured.length > 0) {
    const run = { machine, versions: await versionsOf(folder), scenarios: measured }
    const names = scenarios.map(({ name }) => name)
    const results = merge(await readResults(), run, names)
    await writeResults(results)
    board.line(await writeDocs(results))
  }
  return failures === 0
}

/**
 * @param {(text: string) => void} say
 * @param {string} text
 */
function told(say, text) {
  say(text)
  return true
}

async function resultsThere() {
  const results = await readResults()
  if (results === undefined)
    throw new Failure('There is no bench/peers/results.json yet. Run `npm run bench -- --peers`.')
  return results
}

/** @param {string} folder */
async function versionsOf(folder) {
  const names = new Set([...libraries.map(library => library.package), ...SHARED])
  const pairs = [...names].map(async name => [name, await versionOf(folder, name)])
  return Object.fromEntries(await Promise.all(pairs))
}
