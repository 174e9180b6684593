import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { stripVTControlCharacters } from 'node:util'
import { ensureChrome, ensureDependencies } from '../../setup.mjs'
import { createBoard } from '../board.mjs'
import { Failure, Stopped, explain } from '../failure.mjs'
import { createLifetime } from '../lifetime.mjs'
import { runStep } from './run-step.mjs'
import { steps } from './steps.mjs'

/** @typedef {import('./steps.mjs').Step} Step */
/** @typedef {import('./run-step.mjs').Result} Result */
/** @typedef {import('../board.mjs').Board} Board */

/**
 * `npm test`: runs every step, or those named, also when one has failed, and closes with the line
 * `N passed, N failed`. Never rejects; the exit code is 1 when anything failed.
 * @param {readonly string[]} args Names of steps.
 */
export async function test(args) {
  const board = createBoard(process.stdout)
  const report = (/** @type {unknown} */ error) => {
    board.close()
    process.stderr.write(`\n${board.paint.red('✗')} ${explain(error)}\n`)
  }
  const lifetime = createLifetime(report, { exitWhenAsked: 130 })
  lifetime.signal.addEventListener('abort', () => board.close())
  try {
    const { passed, failed } = await runSteps(chosen(args), board, lifetime)
    board.line(`${passed} passed, ${failed} failed`)
    await lifetime.end(failed === 0 ? 0 : 1)
  } catch (error) {
    if (error instanceof Stopped || lifetime.signal.aborted) return
    report(error)
    board.line('0 passed, 1 failed')
    await lifetime.end(1)
  }
}

/**
 * @param {readonly string[]} names
 * @returns {readonly Step[]}
 */
function chosen(names) {
  const unknown = names.find(name => steps.every(step => step.name !== name))
  if (unknown !== undefined) {
    throw new Failure(
      `There is no step ${unknown}. The steps are ${steps.map(step => step.name).join(', ')}; npm test runs them all, but browser-feed and examples in CI only; npm test -- unit runs one.`,
    )
  }
  if (names.length > 0) return steps.filter(step => names.includes(step.name))
  const inCi = (process.env.CI ?? '') !== ''
  return steps.filter(({ secondTier }) => inCi || !secondTier)
}

/**
 * @param {readonly Step[]} wanted
 * @param {Board} board
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @returns {Promise<Result>} All steps added up.
 */
async function runSteps(wanted, board, { signal, defer }) {
  await ensureDependencies({ board, signal })
  const chrome = wanted.some(({ browses }) => browses)
    ? await ensureChrome({ board, signal }).catch(explainLater)
    : undefined
  const scratch = await mkdtemp(join(tmpdir(), 'everfresh-test-'))
  defer(() => rm(scratch, { recursive: true, force: true }))

  /** @type {Result[]} */
  const results = []
  const show = async (/** @type {Step} */ step) => {
    const part = board.begin(step.name)
    const result =
      step.browses && chrome instanceof Failure
        ? { passed: 0, failed: 1, skipped: 0, output: chrome.message }
        : await runStep(step, {
            scratch,
            signal,
            env: environment(board),
            note: part.note,
          })
    results.push(result)
    if (result.failed === 0) return part.ready(inWords(step, result))
    part.failed(inWords(step, result))
    const output = board.colour ? result.output : stripVTControlCharacters(result.output)
    board.line(`\n${output.trim()}\n`)
  }
  const checks = wanted.filter(step => step.kind === 'checks')
  await besideEachOther(checks, ({ compiles }) => compiles, show)
  // Tests run alone, so that none is slowed down by another, but for those that wait.
  const tests = wanted.filter(step => step.kind === 'tests')
  await besideEachOther(tests, ({ mostlyWaits }) => mostlyWaits, show)
  return results.reduce((sum, { passed, failed }) => ({
    ...sum,
    passed: sum.passed + passed,
    failed: sum.failed + failed,
  }))
}

/**
 * Without a browser the other steps still run.
 * @param {unknown} error
 * @returns {Failure}
 */
function explainLater(error) {
  if (error instanceof Failure) return error
  throw error
}

/**
 * A browser is not named in it, so that each test finds the leanest that there is.
 * @param {Board} board
 * @returns {NodeJS.ProcessEnv}
 */
function environment(board) {
  const { NO_COLOR: _, FORCE_COLOR: __, ...env } = process.env
  return {
    ...env,
    ...(board.colour ? { FORCE_COLOR: '1' } : { NO_COLOR: '1' }),
  }
}

/**
 * @param {Step} step
 * @param {Result} result
 */
function inWords({ kind }, { passed, failed, skipped }) {
  if (kind === 'checks') return ''
  const counts = [`${passed} passed`]
  if (failed > 0) counts.push(`${failed} failed`)
  if (skipped > 0) counts.push(`${skipped} skipped`)
  return counts.join(', ')
}

/**
 * Those of one kind one after the other, and the rest one after the other beside them.
 * @param {readonly Step[]} all
 * @param {(step: Step) => boolean | undefined} isOfKind
 * @param {(step: Step) => Promise<void>} work
 */
async function besideEachOther(all, isOfKind, work) {
  const inTurn = async (/** @type {readonly Step[]} */ some) => {
    for (const step of some) await work(step)
  }
  await Promise.all([inTurn(all.filter(isOfKind)), inTurn(all.filter(step => !isOfKind(step)))])
}
