import { isAlive } from './is-alive.mjs'
import { npmProcess } from './npm-process.mjs'

/** How long a tidy end may take, in milliseconds; then the process ends all the same. */
const deadlineMs = 1_800

/** One Ctrl-C may arrive twice: from the terminal, and passed on by npm. In milliseconds. */
const sameKeyPressMs = 400

/**
 * @typedef {object} Lifetime
 * @property {AbortSignal} signal Aborted as soon as the end begins.
 * @property {(undo: () => unknown) => void} defer What to undo at the end; last in, first out.
 * @property {(exitCode: number) => Promise<void>} end Undoes everything within 2 s and ends the process.
 */

/**
 * Ties what this process starts to its own life: Ctrl-C, SIGTERM, SIGHUP, the death of the npm that
 * started it, or an error nobody caught ends everything. A second Ctrl-C does not wait.
 * @param {(error: unknown) => void} report Says what an error nobody caught was.
 * @param {{ exitWhenAsked?: number }} [options] The exit code after Ctrl-C and the like; 0 by default.
 * @returns {Lifetime}
 */
export function createLifetime(report, { exitWhenAsked = 0 } = {}) {
  const controller = new AbortController()
  /** @type {Array<() => unknown>} */
  const undos = []
  /** @type {number | undefined} */
  let endingSince

  const end = async (/** @type {number} */ exitCode) => {
    if (endingSince !== undefined) return
    endingSince = performance.now()
    setTimeout(() => process.exit(exitCode), deadlineMs)
    controller.abort()
    while (undos.length > 0) await attempt(undos.pop(), report)
    await new Promise(resolve => process.stdout.write('', resolve))
    process.exit(exitCode)
  }
  const asked = () => {
    if (endingSince === undefined) void end(exitWhenAsked)
    else if (performance.now() - endingSince > sameKeyPressMs) process.exit(130)
  }
  const failed = (/** @type {unknown} */ error) => {
    if (endingSince === undefined) report(error)
    void end(1)
  }
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, asked)
  for (const event of ['uncaughtException', 'unhandledRejection']) process.on(event, failed)
  // Nobody reads any more (a closed terminal, `| head`): that is no reason to die half-way.
  for (const stream of [process.stdout, process.stderr]) stream.on('error', () => {})
  watchNpm(asked)

  return { signal: controller.signal, defer: undo => void undos.push(undo), end }
}

/**
 * @param {(() => unknown) | undefined} undo
 * @param {(error: unknown) => void} report
 */
async function attempt(undo, report) {
  try {
    await undo?.()
  } catch (error) {
    report(error)
  }
}

/**
 * A killed npm tells nobody, and what it ran would hold its ports for ever.
 * @param {() => void} gone
 */
function watchNpm(gone) {
  const npm = npmProcess()
  if (npm === undefined) return
  const ticker = setInterval(() => {
    if (isAlive(npm)) return
    clearInterval(ticker)
    gone()
  }, 500).unref()
}
