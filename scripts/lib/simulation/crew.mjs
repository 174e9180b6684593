import { Worker } from 'node:worker_threads'

/** @typedef {import('../../../packages/core/test/sim/worker.ts').Order} Order */
/** @typedef {import('../../../packages/core/test/sim/worker.ts').Report} Report */

/** The test of the core that the workers run. */
export const worker = 'test/sim/worker.ts'

/**
 * Has `orders` done by `size` workers at once. Rejects when a worker dies. `isEnough` is asked after each
 * report; once it says so, no other order is given.
 * @param {string} file The compiled worker.
 * @param {{ size: number, orders: Iterable<Order>, onReport: (report: Report) => void, isEnough?: () => boolean, signal: AbortSignal }} options
 * @returns {Promise<void>}
 */
export async function crew(file, { size, orders, onReport, isEnough = () => false, signal }) {
  const queue = orders[Symbol.iterator]()
  const lane = async () => {
    const one = new Worker(file)
    const stop = () => void one.terminate()
    signal.addEventListener('abort', stop)
    try {
      for (let next = queue.next(); next.done !== true; next = queue.next()) {
        onReport(await answer(one, next.value))
        if (isEnough() || signal.aborted) return
      }
    } finally {
      signal.removeEventListener('abort', stop)
      await one.terminate()
    }
  }
  await Promise.all(Array.from({ length: size }, lane))
}

/**
 * @param {Worker} worker
 * @param {Order} order
 * @returns {Promise<Report>}
 */
function answer(worker, order) {
  return new Promise((resolve, reject) => {
    const onExit = () => reject(new Error('A worker of the simulation ended before its work.'))
    worker.once('error', reject)
    worker.once('exit', onExit)
    worker.once('message', report => {
      worker.off('error', reject)
      worker.off('exit', onExit)
      resolve(report)
    })
    worker.postMessage(order)
  })
}
