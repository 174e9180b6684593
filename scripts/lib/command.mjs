import { spawn } from 'node:child_process'
import { Stopped } from './failure.mjs'

const windows = process.platform === 'win32'

/**
 * @typedef {object} Outcome
 * @property {number | null} code Null when a signal ended it.
 * @property {string} output What it wrote, both streams in order.
 */

/**
 * Runs a command to its end and gathers its output. An abort ends it together with everything it
 * started, and rejects with `Stopped`. Rejects with Node's own error when it cannot be started; a
 * non-zero exit does not reject.
 * @param {string} command
 * @param {readonly string[]} args
 * @param {{ cwd: string, signal: AbortSignal, env?: NodeJS.ProcessEnv, onText?: (text: string) => void }} options
 * @returns {Promise<Outcome>}
 */
export function run(command, args, { cwd, signal, env = process.env, onText }) {
  return new Promise((resolve, reject) => {
    if (signal.aborted) return reject(new Stopped())
    // A group of its own, so that its own children can be ended with it.
    const child = spawn(command, args, {
      cwd,
      env,
      stdio: ['ignore', 'pipe', 'pipe'],
      detached: !windows,
      windowsHide: true,
    })
    let output = ''
    const gather = (/** @type {string} */ text) => {
      output += text
      onText?.(text)
    }
    child.stdout.setEncoding('utf8').on('data', gather)
    child.stderr.setEncoding('utf8').on('data', gather)
    const stop = () => endGroup(child.pid)
    signal.addEventListener('abort', stop, { once: true })
    child.on('error', error => {
      signal.removeEventListener('abort', stop)
      reject(error)
    })
    child.on('close', code => {
      signal.removeEventListener('abort', stop)
      if (signal.aborted) reject(new Stopped())
      else resolve({ code, output })
    })
  })
}

/** @param {number | undefined} pid */
function endGroup(pid) {
  if (pid === undefined) return
  try {
    process.kill(windows ? pid : -pid, 'SIGTERM')
  } catch {
    // It ended by itself between the abort and now.
  }
}
