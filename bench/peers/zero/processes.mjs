import { fork, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { Failure } from '../../../scripts/lib/failure.mjs'
import { endProcess } from '../end-process.mjs'

/** @typedef {{ folder: string, node: string }} Installed */
/** @typedef {{ url: string, publishableKey: string, databaseUrl: string }} Backend */

const ENDPOINTS = fileURLToPath(new URL('./endpoints.mjs', import.meta.url))
const INSIDE = new URL('./inside-zero-cache.mjs', import.meta.url).href
const READY_WITHIN_MS = 90_000
const ASK_EVERY_MS = 300

/**
 * Starts the endpoints that zero-cache asks for queries and mutations.
 *
 * @param {Installed} installed
 * @param {Backend} backend
 */
export async function startEndpoints({ folder, node }, { url, publishableKey, databaseUrl }) {
  const child = fork(ENDPOINTS, [folder, databaseUrl, url, publishableKey], {
    execPath: node,
    stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
  })
  const begun = once(child, 'message')
  const [said] = await Promise.race([begun, once(child, 'exit')])
  if (typeof said?.port !== 'number')
    throw new Failure(`The endpoints for Zero ended with ${said}.`)
  return {
    url: `http://127.0.0.1:${said.port}`,
    /** @param {number} mutateDelayMs */
    slowDown: mutateDelayMs => void child.send({ mutateDelayMs }),
    stop: () => endProcess(child),
  }
}

/**
 * Starts zero-cache on the backend's own PostgreSQL, and resolves when it answers. Rejects with a `Failure` that has its
 * last words when it does not.
 *
 * @param {Installed} installed
 * @param {{ backend: Backend, endpointsUrl: string, dataFolder: string, defer: (undo: () => unknown) => void }} options
 */
export async function startZeroCache({ folder, node }, options) {
  const { dataFolder, defer } = options
  const port = await freePort()
  const program = join(folder, 'node_modules/@rocicorp/zero/out/zero/src/cli.js')
  const child = spawn(node, [program], {
    cwd: dataFolder,
    env: { ...process.env, ...(await settings(port, options)) },
    stdio: ['ignore', 'pipe', 'pipe'],
    // A group of its own, since it starts workers.
    detached: true,
  })
  let said = ''
  child.stdout.on('data', text => (said += text))
  child.stderr.on('data', text => (said += text))
  // All of its group at once: its data is thrown away, and the end of a command has little time.
  const stop = () =>
    endProcess(child, () => child.pid !== undefined && process.kill(-child.pid, 'SIGKILL'))
  // Also while it starts.
  defer(stop)
  if (await answers(`http://127.0.0.1:${port}/keepalive`, child)) return { port, stop }
  await stop()
  throw new Failure(
    `zero-cache did not start; it said: ${said.trim().slice(-1_500)}\nRun the command again when that is mended; without --zero the other libraries are compared.`,
  )
}

/**
 * Where its documentation recommends nothing else, its defaults.
 *
 * @param {number} port
 * @param {{ backend: Backend, endpointsUrl: string, dataFolder: string }} options
 */
async function settings(port, { backend, endpointsUrl, dataFolder }) {
  return {
    ...databaseEnv(backend.databaseUrl),
    ZERO_PORT: String(port),
    ZERO_CHANGE_STREAMER_PORT: String(await freePort()),
    ZERO_REPLICA_FILE: join(dataFolder, 'replica.db'),
    ZERO_QUERY_URL: `${endpointsUrl}/query`,
    ZERO_MUTATE_URL: `${endpointsUrl}/mutate`,
    ZERO_NUM_SYNC_WORKERS: '1',
    ZERO_ADMIN_PASSWORD: 'bench',
    ZERO_LOG_LEVEL: 'warn',
    NODE_OPTIONS: `--import ${INSIDE}`,
    DO_NOT_TRACK: '1',
  }
}

/**
 * @param {string} url
 * @param {import('node:child_process').ChildProcess} child
 */
async function answers(url, child) {
  const until = performance.now() + READY_WITHIN_MS
  while (performance.now() < until && child.exitCode === null) {
    const answer = await fetch(url).catch(() => undefined)
    if (answer?.ok === true) return true
    await pause(ASK_EVERY_MS)
  }
  return false
}

/**
 * Its PostgreSQL client knows a socket in the file system from PGHOST only.
 *
 * @param {string} databaseUrl
 */
function databaseEnv(databaseUrl) {
  const url = new URL(databaseUrl)
  const { host = '', port = '5432', user = 'postgres' } = Object.fromEntries(url.searchParams)
  return {
    ZERO_UPSTREAM_DB: `postgresql://${url.pathname}`,
    PGHOST: host,
    PGPORT: port,
    PGUSER: user,
    PGUSERNAME: user,
  }
}

async function freePort() {
  const server = createServer()
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}
