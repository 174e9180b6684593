import { ensureBuilt, ensureDependencies } from '../../setup.mjs'
import { createBoard, seconds } from '../board.mjs'
import { Stopped, explain } from '../failure.mjs'
import { createLifetime } from '../lifetime.mjs'
import { root } from '../root.mjs'
import { help, readOptions } from './options.mjs'

/** @typedef {import('../board.mjs').Board} Board */
/** @typedef {import('../lifetime.mjs').Lifetime} Lifetime */
/** @typedef {import('./options.mjs').StartOptions} StartOptions */

/**
 * `npm start`: sets up, starts every part in order, says where the page is, and goes on until it is
 * told to stop. Never rejects: an error becomes one sentence and exit code 1.
 * @param {readonly string[]} args
 */
export async function start(args) {
  const board = createBoard(process.stdout)
  const report = (/** @type {unknown} */ error) => {
    board.close()
    process.stderr.write(`\n${board.paint.red('✗')} ${explain(error)}\n`)
  }
  const lifetime = createLifetime(report)
  lifetime.signal.addEventListener('abort', () => board.close())
  try {
    const options = readOptions(args)
    if (options.help) process.stdout.write(help)
    else return await startAll(options, board, lifetime)
    await lifetime.end(0)
  } catch (error) {
    // Whoever began the end has said why.
    if (error instanceof Stopped || lifetime.signal.aborted) return
    report(error)
    await lifetime.end(1)
  }
}

/**
 * @param {StartOptions} options
 * @param {Board} board
 * @param {Lifetime} lifetime
 */
async function startAll(options, board, lifetime) {
  const { signal } = lifetime
  const since = performance.now()
  await ensureDependencies({ board, signal })
  await ensureBuilt({ board, signal })

  // Only now can be loaded what comes from node_modules and dist/.
  const { checkWorkerOptions } = await import('./worker.mjs')
  await checkWorkerOptions(root, options.workerArgs)
  const { startBackend } = await import('./backend.mjs')
  const backend = await startBackend(options, board, lifetime)
  signal.throwIfAborted()
  if (options.workers > 0) await startWorkerPart(options, backend, board, lifetime)
  else board.line(board.paint.dim('· worker: none, because of --no-worker: tasks stay queued'))
  signal.throwIfAborted()
  const web = await startWebPart(options, backend, board, lifetime)
  signal.throwIfAborted()

  const { welcome } = await import('./welcome.mjs')
  board.line(welcome({ options, backend, web, took: seconds(since), paint: board.paint }))
  lifetime.signal.addEventListener('abort', () => board.line('Stopping.'))
}

/**
 * @param {StartOptions} options
 * @param {import('./backend.mjs').Backend} backend
 * @param {Board} board
 * @param {Lifetime} lifetime
 */
async function startWorkerPart({ workers, workerArgs }, { url, serviceKey }, board, lifetime) {
  const { startWorker } = await import('./worker.mjs')
  const { signal } = lifetime
  const started = Array.from({ length: workers }, (_, index) => {
    const name = workers === 1 ? 'worker' : `worker ${index + 1}`
    const say = (/** @type {string} */ text) => board.line(board.paint.dim(`· ${name}: ${text}`))
    const worker = startWorker({ root, url, serviceKey, args: workerArgs, signal, say })
    lifetime.defer(worker.stop)
    return worker.ready
  })
  await during(board, 'worker', Promise.all(started), () =>
    workers === 1 ? 'makes the pictures' : `${workers} of them make the pictures`,
  )
}

/**
 * @param {StartOptions} options
 * @param {import('./backend.mjs').Backend} backend
 * @param {Board} board
 * @param {Lifetime} lifetime
 */
async function startWebPart({ webPort }, { url, anonKey }, board, lifetime) {
  process.env.VITE_SUPABASE_URL = url
  process.env.VITE_SUPABASE_ANON_KEY = anonKey
  const starting = import('./web.mjs').then(({ startWeb }) => startWeb({ root, port: webPort }))
  lifetime.defer(async () => {
    const web = await starting.catch(() => undefined)
    await web?.close()
  })
  return during(board, 'web', starting, ({ port }) =>
    webPort === 0 || port === webPort
      ? `port ${port}`
      : `port ${webPort} is taken, so the page is on ${port}`,
  )
}

/**
 * Shows `work` as one part of the board.
 * @template T
 * @param {Board} board
 * @param {string} name
 * @param {Promise<T>} work
 * @param {(result: T) => string} describe
 * @returns {Promise<T>}
 */
async function during(board, name, work, describe) {
  const part = board.begin(name)
  try {
    const result = await work
    part.ready(describe(result))
    return result
  } catch (error) {
    part.failed('')
    throw error
  }
}
