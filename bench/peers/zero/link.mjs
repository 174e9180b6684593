import { once } from 'node:events'
import { connect, createServer } from 'node:net'
import { Transform } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'

/**
 * The network between pages and zero-cache: Zero's own socket carries all, so this is where it can be cut or be late.
 *
 * @typedef {object} ZeroLink
 * @property {string} url
 * @property {(isAway: boolean) => void} setAway Cuts what is open, and refuses what comes, until it is back.
 * @property {(ms: number) => void} setLate How long what zero-cache says is under way.
 */

/**
 * Opens one, for as long as this process lives.
 *
 * @param {number} port Of zero-cache.
 * @returns {Promise<ZeroLink>}
 */
export async function openZeroLink(port) {
  /** @type {Set<() => void>} */
  const cuts = new Set()
  let isAway = false
  let lateMs = 0
  const server = createServer(near => {
    if (isAway) return void near.destroy()
    const far = connect(port, '127.0.0.1')
    const cut = () => {
      cuts.delete(cut)
      near.destroy()
      far.destroy()
    }
    cuts.add(cut)
    for (const end of [near, far]) end.on('close', cut).on('error', cut)
    near.pipe(far)
    far.pipe(delayed(() => lateMs)).pipe(near)
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  const address = /** @type {import('node:net').AddressInfo} */ (server.address())
  const cutAll = () => {
    for (const cut of cuts) cut()
  }
  return {
    url: `http://127.0.0.1:${address.port}`,
    setAway(away) {
      isAway = away
      if (away) cutAll()
    },
    setLate: ms => (lateMs = ms),
  }
}

/**
 * Hands on each piece after the delay that holds when it comes, and never before an earlier one.
 *
 * @param {() => number} delayMs
 */
function delayed(delayMs) {
  let last = Promise.resolve()
  const stream = new Transform({
    transform(chunk, _encoding, done) {
      const due = pause(delayMs())
      last = Promise.all([last, due]).then(() => void stream.push(chunk))
      done()
    },
    flush: done => void last.then(() => done()),
  })
  return stream
}
