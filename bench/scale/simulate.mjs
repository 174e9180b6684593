import { fileURLToPath } from 'node:url'
import { Worker } from 'node:worker_threads'
import { together } from './bins.mjs'

/** @typedef {import('./crowd.mjs').Order} Order */
/** @typedef {import('./crowd.mjs').Outcome} Outcome */
/** @typedef {Omit<Order, 'from'>} Crowd */

const PROGRAM = fileURLToPath(new URL('./crowd-worker.mjs', import.meta.url))
/** How many clients one thread has at once. supabase-js takes more memory than the rest together. */
const MOST = { core: 10_000, 'per event': 10_000, everfresh: 2_500, supabase: 2_500 }
/** Most of a simulated client is made and thrown away at once: room for it saves half of the time. */
const resourceLimits = { maxYoungGenerationSizeMb: 384, maxOldGenerationSizeMb: 8_192 }

/**
 * Simulates a crowd, in parts that follow each other where it is large, and returns what all of them did together.
 * Rejects when a client does not come up, and when `signal` is aborted.
 *
 * @param {Crowd} crowd
 * @param {{ signal?: AbortSignal }} [host]
 * @returns {Promise<Outcome>}
 */
export async function simulate(crowd, { signal } = {}) {
  /** @type {Outcome[]} */
  const parts = []
  for (const part of partsOf(crowd)) parts.push(await inThread(part, signal))
  return {
    requests: together(parts.map(({ requests }) => requests)),
    joins: together(parts.map(({ joins }) => joins)),
    live: parts.reduce((sum, { live }) => sum + live, 0),
    heapBytes: parts.reduce((sum, part) => sum + part.heapBytes, 0),
  }
}

/**
 * @param {Crowd} crowd
 * @returns {readonly Order[]}
 */
export function partsOf(crowd) {
  const most = MOST[crowd.tab]
  return Array.from({ length: Math.ceil(crowd.count / most) }, (_, nth) => {
    const from = nth * most
    return { ...crowd, from, count: Math.min(most, crowd.count - from) }
  })
}

/**
 * @param {Order} order
 * @param {AbortSignal | undefined} signal
 * @returns {Promise<Outcome>}
 */
async function inThread(order, signal) {
  // supabase-js warns of an old Node on each thread anew.
  const worker = new Worker(PROGRAM, { workerData: order, resourceLimits, stderr: true })
  const stop = () => void worker.terminate()
  signal?.addEventListener('abort', stop, { once: true })
  try {
    return await new Promise((resolve, reject) => {
      worker.once('message', resolve)
      worker.once('error', reject)
      worker.once('exit', code => reject(new Error(`The simulation ended with ${code}.`)))
    })
  } finally {
    signal?.removeEventListener('abort', stop)
    stop()
  }
}
