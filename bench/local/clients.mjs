import { createHmac } from 'node:crypto'
import { once } from 'node:events'
import { WebSocket } from 'ws'

/** The Supabase CLI's published secret: whoever reaches a local backend may do everything. */
const SECRET = 'super-secret-jwt-token-with-at-least-32-characters-long'
const HOUR_S = 3600

/** @param {unknown} value */
const encode = value => Buffer.from(JSON.stringify(value)).toString('base64url')

/** @param {Record<string, unknown>} claims */
function sign(claims) {
  const exp = Math.floor(Date.now() / 1000) + HOUR_S
  const text = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ exp, ...claims })}`
  return `${text}.${createHmac('sha256', SECRET).update(text).digest('base64url')}`
}

/**
 * The token of the n-th user, counted from 1.
 *
 * @param {number} n
 */
export function tokenOf(n) {
  const sub = `00000000-0000-0000-0000-${String(n).padStart(12, '0')}`
  return sign({ role: 'authenticated', sub })
}

/**
 * Opens a socket that follows the shots as the n-th user, and resolves when changes flow.
 *
 * @param {string} url
 * @param {number} user
 * @param {string | undefined} filter
 * @param {(record: { id: number, position: number }) => void} onChange
 */
export async function follow(url, user, filter, onChange) {
  const token = tokenOf(user)
  const address = `${url.replace('http', 'ws')}/realtime/v1/websocket?vsn=2.0.0&apikey=${token}`
  const socket = new WebSocket(address, { perMessageDeflate: false })
  socket.binaryType = 'nodebuffer'
  await once(socket, 'open')
  const binding = { event: '*', schema: 'public', table: 'shots', ...(filter && { filter }) }
  const config = { postgres_changes: [binding], broadcast: {}, presence: {}, private: false }
  const flowing = new Promise((resolve, reject) => {
    socket.on('message', data => {
      const [, , , event, payload] = JSON.parse(/** @type {Buffer} */ (data).toString())
      if (event === 'postgres_changes') onChange(payload.data.record)
      if (event !== 'system') return
      if (payload.status === 'ok') resolve(undefined)
      else reject(new Error(payload.message))
    })
    socket.once('close', code => reject(new Error(`The socket was closed with ${code}.`)))
  })
  socket.send(
    JSON.stringify(['1', '1', 'realtime:shots', 'phx_join', { config, access_token: token }]),
  )
  const beat = setInterval(() => socket.send('[null,"h","phoenix","heartbeat",{}]'), 20_000)
  socket.once('close', () => clearInterval(beat))
  await flowing
  return socket
}
