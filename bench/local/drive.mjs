import { fork } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'

const DRIVER = fileURLToPath(new URL('./driver.mjs', import.meta.url))

/**
 * Runs one of the loads in a process of its own, so that clients do not share the backend's.
 *
 * @param {string} name
 * @param {Record<string, unknown>} load
 * @param {() => Promise<void>} [whenOpen] called while every socket of the load is open
 * @returns {Promise<any>}
 */
export async function drive(name, load, whenOpen) {
  const child = fork(DRIVER, [name, JSON.stringify(load)])
  /** @type {any} */
  let result
  child.on('message', (/** @type {any} */ message) => {
    if (message.open === true) void Promise.resolve(whenOpen?.()).then(() => child.send('go on'))
    else result = message.result
  })
  const [code] = await once(child, 'exit')
  if (code !== 0) throw new Error(`The clients of "${name}" ended with ${code}.`)
  return result
}
