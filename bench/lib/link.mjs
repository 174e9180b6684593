import { once } from 'node:events'
import { connect, createServer } from 'node:net'

/**
 * The network between one client and the backend.
 *
 * @typedef {object} Link
 * @property {string} url Where the client finds the backend.
 * @property {() => void} cut What is open falls silent for good, and stays open; what is opened from now on is never
 *   answered, and stays so after `mend`.
 * @property {() => void} mend What is opened from now on goes through again.
 * @property {() => void} dropSockets Ends the WebSockets that are open, and refuses new ones until `mend`. HTTP goes on.
 * @property {() => Promise<void>} close
 */

/** @typedef {'up' | 'dark' | 'no-sockets'} Weather */
/** @typedef {{ near: import('node:net').Socket, far: import('node:net').Socket | undefined, isSocket: boolean }} Pair */

const WEBSOCKET = /^GET \/realtime\/v1\/websocket/

/**
 * Opens a link to the backend at `backendUrl`, on any port of `address`, which is the client's own: a browser limits the
 * handshakes under way with one address.
 *
 * @param {string} backendUrl
 * @param {string} [address]
 * @returns {Promise<Link>}
 */
export async function openLink(backendUrl, address = '127.0.0.1') {
  const { hostname, port } = new URL(backendUrl)
  /** @type {Set<Pair>} */
  const pairs = new Set()
  /** @type {Weather} */
  let weather = 'up'
  // Half-open is allowed: who ends a connection through a dead network is not answered either.
  const server = createServer({ allowHalfOpen: true }, near => {
    /** @type {Pair} */
    const pair = { near, far: undefined, isSocket: false }
    pairs.add(pair)
    near.once('close', () => leave(pair))
    near.on('error', () => leave(pair))
    near.once('data', first => {
      pair.isSocket = WEBSOCKET.test(first.toString('latin1'))
      if (weather === 'dark') return silence(pair)
      if (weather === 'no-sockets' && pair.isSocket) return leave(pair)
      pair.far = connect(Number(port), hostname)
      pair.far.once('close', () => leave(pair))
      pair.far.on('error', () => leave(pair))
      pair.far.write(first)
      near.pipe(pair.far).pipe(near)
    })
  })
  const leave = (/** @type {Pair} */ pair) => {
    pairs.delete(pair)
    pair.near.destroy()
    pair.far?.destroy()
  }
  server.listen(0, address)
  await once(server, 'listening')
  const { port: own } = /** @type {import('node:net').AddressInfo} */ (server.address())
  return {
    url: `http://${address}:${own}`,
    cut: () => {
      weather = 'dark'
      for (const pair of pairs) silence(pair)
    },
    mend: () => {
      weather = 'up'
    },
    dropSockets: () => {
      weather = 'no-sockets'
      for (const pair of pairs) if (pair.isSocket) leave(pair)
    },
    close: async () => {
      for (const pair of pairs) leave(pair)
      server.close()
      await once(server, 'close')
    },
  }
}

/** What comes in is swallowed, nothing goes out, and neither end is told. @param {Pair} pair */
function silence({ near, far }) {
  if (far === undefined) return void near.on('data', () => undefined)
  near.unpipe(far)
  far.unpipe(near)
  // Whatever becomes of the backend's end, the client does not hear of it.
  far
    .removeAllListeners('close')
    .removeAllListeners('error')
    .on('error', () => undefined)
  for (const side of [near, far]) {
    side.removeAllListeners('end')
    side.resume()
  }
}
