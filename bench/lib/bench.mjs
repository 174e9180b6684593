import { availableParallelism, loadavg } from 'node:os'
import { createBoard, seconds } from '../../scripts/lib/board.mjs'
import { build } from '../../scripts/lib/build.mjs'
import { Failure } from '../../scripts/lib/failure.mjs'
import { root } from '../../scripts/lib/root.mjs'
import { runTool } from '../../scripts/lib/tool.mjs'
import { choose, groupNamed } from './choose.mjs'
import { readResults, writeResults } from './files.mjs'
import { findGroups } from './find-groups.mjs'
import { describeMachine } from './machine.mjs'
import { merge } from './merge.mjs'
import { help, readBenchOptions } from './options.mjs'
import { runAll } from './run-all.mjs'
import { runPeers } from './run-peers.mjs'
import { tableLines } from './table.mjs'
import { writeTable } from './write-table.mjs'

/** @typedef {import('./options.mjs').BenchOptions} BenchOptions */
/** @typedef {import('./find-groups.mjs').FoundGroup} FoundGroup */
/** @typedef {Parameters<Parameters<typeof runTool>[0]>[0]} Host */

/**
 * `npm run bench`: measures, prints a table and writes bench/results.json. Ends with 1 when a group fails; a goal that
 * is not met is no failure.
 *
 * @param {readonly string[]} args
 */
export function bench(args) {
  return runTool(async host => {
    const options = readBenchOptions(args)
    if (options.help) return told(host, [help])
    if (options.docs) return told(host, [await writeTable()])
    if (options.peers) return runPeers(options.peers, host)
    const board = createBoard(process.stderr)
    host.signal.addEventListener('abort', () => board.close())
    await built(board, host.signal)
    const found = await findGroups()
    if (options.list) return told(host, listLines(found.groups))
    return options.detail === undefined
      ? measure(found, options, { ...host, board })
      : showDetail(groupNamed(found.groups, options.detail), host)
  })
}

/**
 * @param {Awaited<ReturnType<typeof findGroups>>} found
 * @param {BenchOptions} options
 * @param {Host & { board: import('../../scripts/lib/board.mjs').Board }} host
 */
async function measure({ groups, broken }, options, { say, signal, board }) {
  const begun = performance.now()
  const choices = choose(groups, options)
  warnOfLoad(board)
  const machine = describeMachine()
  const names = groups.flatMap(({ group }) => group.metrics.map(({ name }) => name))
  /** @type {import('./run-all.mjs').RunHost['keep']} */
  const keep = async (metrics, asked) =>
    writeResults(merge(await readResults(), { machine, metrics, asked }, names))
  const measured = await runAll(choices, options, { board, signal, keep })
  const { results } = measured
  const failures = [...measured.failures, ...(options.only.length === 0 ? broken : [])]
  if (options.json) say(JSON.stringify({ machine, metrics: results }, null, 2))
  else if (results.length > 0) say(`\n${tableLines(results).join('\n')}\n`)
  const unmet = results.filter(({ met }) => !met).length
  const count = `${results.length} ${results.length === 1 ? 'metric' : 'metrics'}`
  board.line(`${count} in ${seconds(begun)}, ${unmet} short of the goal; see bench/results.json`)
  for (const { name, reason } of failures) board.line(`✗ ${name} was not measured: ${reason}`)
  return failures.length === 0
}

/**
 * @param {import('../../scripts/lib/board.mjs').Board} board
 * @param {AbortSignal} signal
 */
async function built(board, signal) {
  const part = board.begin('build')
  await build(root, signal)
  part.ready('')
}

/** @param {import('../../scripts/lib/board.mjs').Board} board */
function warnOfLoad(board) {
  const [load = 0] = loadavg()
  if (load < availableParallelism()) return
  board.line(`! The machine is busy (load ${load.toFixed(1)}): go by ratios, not by times.`)
}

/**
 * @param {FoundGroup} found
 * @param {Host} host
 */
async function showDetail({ group }, { say, signal, defer }) {
  if (group.detail === undefined)
    throw new Failure(`The group "${group.name}" tells nothing but its metrics.`)
  await group.detail({ print: say, signal, defer })
  return true
}

/** @param {readonly FoundGroup[]} groups */
function listLines(groups) {
  return groups.flatMap(({ group }) => [
    `${group.name}: ${group.about}`,
    ...group.metrics.map(({ name, full }) => `  ${name}${full || group.full ? ' (--full)' : ''}`),
  ])
}

/**
 * @param {Host} host
 * @param {readonly string[]} lines
 */
function told({ say }, lines) {
  for (const line of lines) say(line)
  return true
}
