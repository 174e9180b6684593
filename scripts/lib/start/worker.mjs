import { fork } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { setTimeout as sleep } from 'node:timers/promises'
import { pathToFileURL } from 'node:url'
import { Failure } from '../failure.mjs'

/** After SIGTERM the worker puts its task back; then it is ended. In milliseconds. */
const patienceMs = 1_200
/** Deaths before it was ever ready after which the start is given up. */
const attempts = 3
/** A worker that ran this long starts a new count of failures. In milliseconds. */
const steadyMs = 30_000

/**
 * @typedef {object} WorkerOptions
 * @property {string} root
 * @property {string} url
 * @property {string} serviceKey
 * @property {readonly string[]} args
 * @property {AbortSignal} signal Aborted when everything ends: from then on no death is a failure.
 * @property {(text: string) => void} say Takes one line, of the worker's own or about it.
 */

/**
 * Throws a `Failure` with what is wrong, when a worker could not be started with these options and
 * this environment.
 * @param {string} root
 * @param {readonly string[]} args
 */
export async function checkWorkerOptions(root, args) {
  const address = pathToFileURL(join(root, 'apps/studio/dist/worker/options.js')).href
  const { readOptions } = await import(address)
  const there = { SUPABASE_URL: 'http://127.0.0.1', SUPABASE_SERVICE_ROLE_KEY: 'given later' }
  try {
    readOptions(args, { ...process.env, ...there })
  } catch (error) {
    throw error instanceof Error ? new Failure(error.message) : error
  }
}

/**
 * Runs the worker as its own process and starts it again whenever it dies, at most every 5 s.
 * `ready` resolves when it has reached the backend, and rejects with a `Failure` when it dies three
 * times before that. `stop`, after the abort, resolves when the process is gone, 1.2 s at most.
 * @param {WorkerOptions} options
 * @returns {{ ready: Promise<void>, stop: () => Promise<void> }}
 */
export function startWorker(options) {
  /** @type {import('node:child_process').ChildProcess | undefined} */
  let child
  const killNow = () => void child?.kill('SIGKILL')
  process.on('exit', killNow)

  /** @type {Promise<void>} */
  let running = Promise.resolve()
  /** @type {Promise<void>} */
  const ready = new Promise((resolve, reject) => {
    const start = () => (child = launch(options, resolve))
    running = keepRunning({ start, say: options.say, giveUp: reject, signal: options.signal })
  })
  const stop = async () => {
    if (child !== undefined) endSoon(child)
    await running
    process.off('exit', killNow)
  }
  return { ready, stop }
}

/**
 * @param {{ start: () => import('node:child_process').ChildProcess, say: (text: string) => void, giveUp: (error: Failure) => void, signal: AbortSignal }} options
 */
async function keepRunning({ start, say, giveUp, signal }) {
  let everReady = false
  let failures = 0
  while (!signal.aborted) {
    const since = performance.now()
    const child = start()
    child.on('message', message => {
      if (!isReady(message)) return
      if (everReady) say('ready again')
      everReady = true
    })
    const how = await ended(child)
    if (signal.aborted) return
    failures = performance.now() - since > steadyMs ? 1 : failures + 1
    if (!everReady && failures >= attempts) {
      return giveUp(
        new Failure(
          `The worker ${how}, ${attempts} times before it was ready; what it said stands above. Put that right, or start without it: npm start -- --no-worker`,
        ),
      )
    }
    const delayMs = Math.min(500 * 2 ** (failures - 1), 5_000)
    say(`${how}; starting it again in ${delayMs / 1_000} s`)
    await sleep(delayMs, undefined, { signal }).catch(() => {})
  }
}

/**
 * @param {WorkerOptions} options
 * @param {() => void} onReady
 */
function launch({ root, url, serviceKey, args, say, signal }, onReady) {
  const child = fork(join(root, 'apps/studio/dist/worker/main.js'), [...args], {
    cwd: join(root, 'apps/studio'),
    env: { ...process.env, SUPABASE_URL: url, SUPABASE_SERVICE_ROLE_KEY: serviceKey },
    // Never --inspect and the like, which this process may have been given.
    execArgv: [],
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  const lines = heldBack(say)
  for (const stream of [child.stdout, child.stderr]) {
    if (stream !== null) createInterface(stream).on('line', lines.take)
  }
  child.on('message', message => {
    if (!isReady(message)) return
    lines.drop()
    onReady()
  })
  child.on('close', () => {
    if (!signal.aborted) lines.show()
  })
  return child
}

/**
 * What the worker says before it is ready matters only when it never is.
 * @param {(text: string) => void} say
 */
function heldBack(say) {
  /** @type {string[] | undefined} */
  let held = []
  return {
    take: (/** @type {string} */ line) => void (held === undefined ? say(line) : held.push(line)),
    drop: () => void (held = undefined),
    show: () => held?.forEach(say),
  }
}

/** @param {unknown} message */
function isReady(message) {
  return (
    typeof message === 'object' && message !== null && 'type' in message && message.type === 'ready'
  )
}

/**
 * @param {import('node:child_process').ChildProcess} child
 * @returns {Promise<string>} How it ended, in words.
 */
function ended(child) {
  return new Promise(resolve => {
    child.on('error', error => resolve(`could not be started (${error.message})`))
    child.on('close', (code, signal) =>
      resolve(signal === null ? `stopped with exit code ${code}` : `was ended by ${signal}`),
    )
  })
}

/** @param {import('node:child_process').ChildProcess} child */
function endSoon(child) {
  child.kill('SIGTERM')
  const timer = setTimeout(() => child.kill('SIGKILL'), patienceMs)
  child.once('close', () => clearTimeout(timer))
}
