import { readFile, writeFile } from 'node:fs/promises'
import { availableParallelism } from 'node:os'
import { join } from 'node:path'
import { run } from '../command.mjs'
import { compile } from '../compile.mjs'
import { crew, worker } from './crew.mjs'

/** Longer than the slowest core takes without a bug, several times. */
const patienceMs = 300_000
const worldsPatienceMs = 60_000
const portion = 20

/**
 * Runs worlds over the core at `place`. Resolves with the first law that breaks, and its seed.
 * @param {string} place
 * @param {number} seeds
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>}
 */
export async function trySeeds(place, seeds, signal) {
  const file = await compile(join(place, 'packages/core'), worker, join(place, 'out'), signal)
  /** @type {string | undefined} */
  let seen
  const late = AbortSignal.timeout(worldsPatienceMs)
  const orders = Array.from({ length: Math.ceil(seeds / portion) }, (_, i) => ({
    from: 1 + i * portion,
    count: Math.min(portion, seeds - i * portion),
    steps: undefined,
    shrink: false,
    trace: false,
  }))
  try {
    await crew(file, {
      size: availableParallelism(),
      orders,
      signal: AbortSignal.any([signal, late]),
      isEnough: () => seen !== undefined,
      onReport: ({ broken }) => {
        seen ??= broken[0]
      },
    })
  } catch (error) {
    signal.throwIfAborted()
    seen ??= late.aborted ? 'comes to no end' : `crashes: ${String(error)}`
  }
  return seen
}

/**
 * Runs the tests of the core at `place`, the simulation left out. Resolves with the title of one that fails.
 * @param {string} place
 * @param {AbortSignal} signal
 * @returns {Promise<string | undefined>}
 */
export async function tryLaws(place, signal) {
  const report = join(place, 'report.json')
  await writeFile(
    join(place, 'vitest.config.mjs'),
    `export default { test: {
      include: ['packages/core/{src,test}/**/*.test.ts'],
      exclude: ['**/node_modules/**', 'packages/core/test/sim/**'],
      testTimeout: 20_000,
    } }\n`,
  )
  const late = AbortSignal.timeout(patienceMs)
  try {
    const { code, output } = await run(
      process.execPath,
      [
        join(place, 'node_modules/vitest/vitest.mjs'),
        'run',
        '--root',
        place,
        '--bail=1',
        '--reporter=json',
        `--outputFile=${report}`,
      ],
      { cwd: place, signal: AbortSignal.any([signal, late]) },
    )
    return code === 0 ? undefined : await firstFailure(report, output)
  } catch (error) {
    signal.throwIfAborted()
    if (late.aborted) return 'the tests come to no end'
    throw error
  }
}

/**
 * @param {string} file
 * @param {string} output
 * @returns {Promise<string>}
 */
async function firstFailure(file, output) {
  /** @type {{ testResults: ReadonlyArray<{ message: string, assertionResults: ReadonlyArray<{ status: string, title: string }> }> }} */
  const { testResults } = JSON.parse(await readFile(file, 'utf8').catch(() => '{"testResults":[]}'))
  const failed = testResults
    .flatMap(({ assertionResults }) => assertionResults)
    .find(({ status }) => status === 'failed')
  const message = testResults.find(one => one.message !== '')?.message
  return failed?.title ?? message ?? output.trim().slice(-200)
}
