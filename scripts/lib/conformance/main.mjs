import { mkdir, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { createBoard } from '../board.mjs'
import { build } from '../build.mjs'
import { Failure, Stopped, explain } from '../failure.mjs'
import { createLifetime } from '../lifetime.mjs'
import { root } from '../root.mjs'
import { help, readConformanceOptions } from './options.mjs'

/** @typedef {typeof import('../../../packages/local/src/conformance/index.ts')} Core */
/** @typedef {import('../../../packages/local/src/conformance/suite.ts').SuiteOptions} SuiteOptions */
/** @typedef {Parameters<SuiteOptions['onEnd']>[1]} Verdict */
/** @typedef {Awaited<ReturnType<Core['openOtherTarget']>>} Target */

// What it is built from says its types: before the first build there is nothing else to look at.
const built = new URL('../../../packages/local/dist/conformance/index.js', import.meta.url)

/** What was asked for makes no sense. */
const badInput = 2

/**
 * `npm run conformance`: plays traces of a real server and compares, or records new ones. Ends with 1
 * when a trace failed, with 2 when what was asked for makes no sense. Never rejects.
 * @param {readonly string[]} args
 */
export async function conformance(args) {
  const board = createBoard(process.stdout)
  const report = (/** @type {unknown} */ error) => {
    board.close()
    process.stderr.write(`${board.paint.red('✗')} ${explain(error)}\n`)
  }
  const lifetime = createLifetime(report, { exitWhenAsked: 130 })
  lifetime.signal.addEventListener('abort', () => board.close())
  try {
    const options = readConformanceOptions(args)
    if (options.help) {
      board.line(help)
      return await lifetime.end(0)
    }
    const failed = await play(options, board, lifetime)
    await lifetime.end(failed === 0 ? 0 : 1)
  } catch (error) {
    if (error instanceof Stopped || lifetime.signal.aborted) return
    const isInput = error instanceof Error && error.name === 'ConformanceError'
    report(isInput ? new Failure(error.message) : error)
    await lifetime.end(isInput || error instanceof Failure ? badInput : 1)
  }
}

/**
 * @param {import('./options.mjs').ConformanceOptions} options
 * @param {import('../board.mjs').Board} board
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @returns {Promise<number>} How many traces failed.
 */
async function play({ traces, only, other, out }, board, { signal, defer }) {
  await build(root, signal)
  /** @type {Core} */
  const core = await import(built.href)
  const folder = await core.readTraces(traces, only)
  /** @type {Target | undefined} */
  let target
  if (other === undefined) defer(await shareCluster(core))
  else {
    const server = { ...other, secret: other.secret ?? core.DEMO_SECRET }
    target = await core.openOtherTarget(server, folder.schema)
  }
  if (out !== undefined) await mkdir(out, { recursive: true })

  const going = new Set()
  const count = { passed: 0, failed: 0, skipped: 0 }
  const part = board.begin('traces')
  await core.runSuite({
    folder,
    other: target,
    isRecording: out !== undefined,
    signal,
    onBegin: ({ name }) => {
      going.add(name)
    },
    onEnd: async ({ name }, verdict, ms) => {
      going.delete(name)
      if ('recorded' in verdict && out !== undefined)
        await writeFile(join(out, `${name}.jsonl`), verdict.recorded)
      count[outcomeOf(verdict)] += 1
      const words = inWords(verdict, core, board.paint)
      const time = `${(ms / 1_000).toFixed(1)} s`.padStart(8)
      board.line(`${words.mark} ${name.padEnd(24)}${time}  ${words.more}`.trimEnd())
      const done = count.passed + count.failed + count.skipped
      part.note(`${done} of ${folder.traces.length}, still ${[...going].slice(0, 4).join(', ')}`)
    },
  })
  const skipped = count.skipped === 0 ? '' : `, ${count.skipped} skipped`
  board.close()
  board.line(`${count.passed} passed, ${count.failed} failed${skipped}`)
  return count.failed
}

/**
 * One PostgreSQL for all traces, each with a database of its own.
 * @param {Core} core
 * @returns {Promise<() => Promise<void>>} Its end.
 */
async function shareCluster({ startTestCluster, CLUSTER_VARIABLE }) {
  const cluster = await startTestCluster()
  process.env[CLUSTER_VARIABLE] = JSON.stringify(cluster)
  return () => cluster.stop()
}

/**
 * @param {Verdict} verdict
 * @returns {'passed' | 'failed' | 'skipped'}
 */
function outcomeOf({ ok }) {
  if (ok === undefined) return 'skipped'
  return ok ? 'passed' : 'failed'
}

/**
 * @param {Verdict} verdict
 * @param {Core} core
 * @param {import('../board.mjs').Paint} paint
 * @returns {{ mark: string, more: string }}
 */
function inWords(verdict, { showDifference }, paint) {
  if (verdict.ok === undefined)
    return { mark: paint.yellow('-'), more: `skipped: ${verdict.reason}` }
  if (!verdict.ok) return { mark: paint.red('✗'), more: `at ${showDifference(verdict.difference)}` }
  const mark = paint.green('✓')
  if ('recorded' in verdict) return { mark, more: 'recorded' }
  return { mark, more: verdict.compared === undefined ? '' : `compared: ${verdict.compared}` }
}
