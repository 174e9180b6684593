import { join } from 'node:path'
import { startLocal } from '@everfresh/local'
import { root } from '../root.mjs'

/** @typedef {import('@everfresh/local').LocalBackend} Backend */

/** What is started, in this order; each has its line. */
const parts = /** @type {const} */ (['database', 'migrations', 'backend'])

/** Where the data is kept unless --data says otherwise. */
export const defaultData = join(root, '.everfresh/local')

/**
 * Starts the database and the backend in this process, a line for each step.
 * @param {import('./options.mjs').StartOptions} options
 * @param {import('../board.mjs').Board} board
 * @param {import('../lifetime.mjs').Lifetime} lifetime
 * @returns {Promise<Backend>}
 */
export async function startBackend(options, board, lifetime) {
  const going = new Map([['database', board.begin('database')]])
  // Both when both are given: the backend says why that cannot be.
  const dataDir = options.data ?? (options.db === undefined ? defaultData : undefined)
  const starting = startLocal({
    projectDir: join(root, 'apps/studio'),
    ...(options.db === undefined ? {} : { db: options.db }),
    ...(dataDir === undefined ? {} : { dataDir }),
    port: options.port,
    fresh: options.fresh,
    faults: options.faults,
    warn: text => board.line(board.paint.yellow(`! ${text}`)),
    log({ step, detail }) {
      going.get(step)?.ready(detail)
      const next = parts[parts.indexOf(step) + 1]
      if (next !== undefined) going.set(next, board.begin(next))
    },
  })
  // From now on, since the end may be asked for while it starts.
  lifetime.defer(async () => {
    const backend = await starting.catch(() => undefined)
    await backend?.stop()
  })
  try {
    return await starting
  } catch (error) {
    for (const part of going.values()) part.failed('')
    throw error
  }
}
