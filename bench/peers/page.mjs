import { fork } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { endProcess } from './end-process.mjs'

/** @typedef {import('./page/screen.mjs').Row} Row */

const PROGRAM = fileURLToPath(new URL('./page/main.mjs', import.meta.url))
/** What a page may take to answer an order, beyond the waiting that is asked of it. */
const ANSWER_MS = 60_000

/**
 * A page in a process of its own.
 *
 * @typedef {object} Page
 * @property {string} userId
 * @property {(listId: number) => Promise<void>} mount
 * @property {(row: Row) => Promise<void>} rename
 * @property {(rows: readonly Row[], withinMs: number) => Promise<number | null>} whenShown
 * @property {(rows: readonly Row[]) => Promise<number>} missing
 * @property {(rows: readonly Row[]) => Promise<readonly (number | null)[]>} since
 * @property {(id: string) => Promise<readonly string[]>} titles
 * @property {() => Promise<void>} answered
 * @property {(ms: number) => Promise<void>} slowDown
 * @property {(hidden: boolean) => Promise<void>} setHidden
 * @property {(ms: number) => Promise<void>} setAhead
 * @property {() => Promise<Traffic>} traffic
 * @property {() => Promise<void>} clear Begins to count the traffic anew.
 * @property {() => Promise<void>} close
 */

/** @typedef {{ requests: number, restBytes: number, socketBytes: number, renders: number }} Traffic */

/**
 * Opens a page with a library, and signs somebody in.
 *
 * @param {string} library
 * @param {{ folder: string, url: string, key: string, aheadMs: number, cacheUrl?: string }} options
 * @returns {Promise<Page>}
 */
export async function openPage(library, { folder, ...backend }) {
  const child = fork(PROGRAM, [library, folder], { stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const ask = asker(child, library)
  const userId = String(await ask('open', backend))
  return {
    userId,
    mount: async listId => void (await ask('mount', { listId })),
    rename: async row => void (await ask('rename', row)),
    whenShown: (rows, withinMs) => ask('whenShown', { rows, withinMs }),
    missing: rows => ask('missing', { rows }),
    since: rows => ask('since', { rows }),
    titles: id => ask('titles', { id }),
    answered: async () => void (await ask('answered')),
    slowDown: async ms => void (await ask('slowDown', { ms })),
    setHidden: async hidden => void (await ask('setHidden', { hidden })),
    setAhead: async ms => void (await ask('setAhead', { ms })),
    traffic: () => ask('traffic'),
    clear: async () => void (await ask('clear')),
    close: () => endProcess(child),
  }
}

/** @typedef {{ ready: true } | { id: number, value: unknown } | { id: number, failed: string }} Said */

/**
 * @param {import('node:child_process').ChildProcess} child
 * @param {string} library
 * @returns {(order: string, args?: Readonly<Record<string, unknown>>) => Promise<any>} What comes back is as its order
 *   in page/main.mjs answers.
 */
function asker(child, library) {
  /** @type {Map<number, { resolve: (value: unknown) => void, reject: (error: Error) => void }>} */
  const waiting = new Map()
  let said = ''
  let count = 0
  /** @type {Error | undefined} */
  let ended
  child.stdout?.on('data', text => (said += text))
  child.stderr?.on('data', text => (said += text))
  /** @type {Promise<void>} */
  const ready = new Promise((resolve, reject) => {
    child.on('message', (/** @type {Said} */ message) => {
      if ('ready' in message) return resolve()
      const { resolve: answer, reject: refuse } = waiting.get(message.id) ?? {}
      waiting.delete(message.id)
      if ('failed' in message) refuse?.(new Error(`${library}: ${message.failed}`))
      else answer?.(message.value)
    })
    child.once('close', code => {
      ended = new Error(`The page of ${library} ended with ${code}: ${said.slice(-2_000)}`)
      reject(ended)
      for (const one of waiting.values()) one.reject(ended)
    })
    // It ended in the middle of an order; `close` says why.
    child.on('error', () => {})
  })
  return async (order, args = {}) => {
    await ready
    if (ended !== undefined) throw ended
    count += 1
    const id = count
    return new Promise((resolve, reject) => {
      const withinMs = ANSWER_MS + Number(args['withinMs'] ?? 0)
      const timer = setTimeout(
        () => reject(new Error(`${library} did not answer "${order}": ${said.slice(-2_000)}`)),
        withinMs,
      )
      const settle = (/** @type {() => void} */ end) => {
        clearTimeout(timer)
        end()
      }
      waiting.set(id, {
        resolve: value => settle(() => resolve(value)),
        reject: error => settle(() => reject(error)),
      })
      child.send({ id, order, args })
    })
  }
}
