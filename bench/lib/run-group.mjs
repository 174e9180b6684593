import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { Stopped } from '../../scripts/lib/failure.mjs'

/** @typedef {import('./group.mjs').Rounds} Rounds */
/** @typedef {import('./find-groups.mjs').FoundGroup} FoundGroup */

const PROGRAM = fileURLToPath(new URL('./group-process.mjs', import.meta.url))
const LIMIT_S = 240
/** What a group that is told to end may take for it, in ms. */
const END_MS = 5_000

/**
 * Runs a group in a process of its own. Rejects with the reason when it cannot measure, when its process ends without
 * an answer, or when its time is up.
 *
 * @param {FoundGroup} found
 * @param {import('./group-process.mjs').Order} order
 * @param {{ say: (text: string) => void, warn: (text: string) => void, signal: AbortSignal }} host
 * @returns {Promise<Rounds>}
 */
export async function runGroup({ file, group }, order, { say, warn, signal }) {
  if (signal.aborted) throw new Stopped()
  const child = fork(PROGRAM, [file, JSON.stringify(order)], { execArgv: ['--expose-gc'] })
  const limitS = group.limitS ?? LIMIT_S
  /** @type {Rounds | undefined} */
  let measured
  /** @type {string | undefined} */
  let failed
  child.on('message', (/** @type {any} */ message) => {
    if (message.said !== undefined) say(message.said)
    if (message.warned !== undefined) warn(message.warned)
    measured ??= message.measured
    failed ??= message.failed
  })
  const stop = () => {
    child.kill('SIGTERM')
    setTimeout(() => child.kill('SIGKILL'), END_MS).unref()
  }
  const timer = setTimeout(() => {
    failed ??= `It took more than ${limitS} s, and was ended.`
    stop()
  }, limitS * 1_000)
  signal.addEventListener('abort', stop, { once: true })
  const code = await new Promise(resolve => child.once('exit', resolve))
  clearTimeout(timer)
  signal.removeEventListener('abort', stop)
  if (signal.aborted) throw new Stopped()
  if (failed !== undefined) throw new Error(failed)
  if (measured === undefined) throw new Error(`Its process ended with ${code}, without an answer.`)
  return measured
}
