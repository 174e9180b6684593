import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { run } from '../command.mjs'
import { root } from '../root.mjs'

/**
 * @typedef {object} Result
 * @property {number} passed
 * @property {number} failed
 * @property {number} skipped
 * @property {string} output
 */

/**
 * @typedef {object} Report What vitest's json reporter writes, as far as it is read here.
 * @property {number} numPassedTests
 * @property {number} numFailedTests
 * @property {number} numPendingTests
 * @property {number} numTodoTests
 * @property {ReadonlyArray<{ status: string, assertionResults: readonly unknown[] }>} testResults
 */

/**
 * Runs one step to its end. Rejects only with `Stopped`.
 * @param {import('./steps.mjs').Step} step
 * @param {{ scratch: string, signal: AbortSignal, env: NodeJS.ProcessEnv, note?: (text: string) => void }} options `scratch` is a folder for the report; `note` hears how far the tests are.
 * @returns {Promise<Result>}
 */
export async function runStep({ name, kind, env: own, commands }, { scratch, signal, env, note }) {
  const file = join(scratch, `${name}.json`)
  const reporter = kind === 'tests' ? ['--reporter=json', `--outputFile.json=${file}`] : []
  let output = ''
  let files = 0
  const onText = (/** @type {string} */ text) => {
    const more = text.match(/\.test\.\w+ .*tests?\b/g)?.length ?? 0
    if (more > 0) note?.(`${(files += more)} files done`)
  }
  for (const [command = '', ...args] of commands) {
    const outcome = await run(command, [...args, ...reporter], {
      cwd: root,
      signal,
      env: { ...env, ...own },
      onText,
    })
    output += outcome.output
    if (kind === 'tests') return { ...count(await read(file), outcome.code === 0), output }
    if (outcome.code !== 0) return { passed: 0, failed: 1, skipped: 0, output }
  }
  return { passed: 1, failed: 0, skipped: 0, output }
}

/**
 * A test file that could not be loaded has no tests, and an error outside every test belongs to
 * none: each counts as one failure all the same.
 * @param {Report | undefined} report
 * @param {boolean} wentWell
 */
function count(report, wentWell) {
  if (report === undefined) return { passed: 0, failed: 1, skipped: 0 }
  const unloaded = report.testResults.filter(
    ({ status, assertionResults }) => status === 'failed' && assertionResults.length === 0,
  )
  const failed = report.numFailedTests + unloaded.length
  return {
    passed: report.numPassedTests,
    failed: wentWell ? failed : Math.max(failed, 1),
    skipped: report.numPendingTests + report.numTodoTests,
  }
}

/**
 * @param {string} file
 * @returns {Promise<Report | undefined>}
 */
async function read(file) {
  try {
    return JSON.parse(await readFile(file, 'utf8'))
  } catch {
    return undefined
  }
}
