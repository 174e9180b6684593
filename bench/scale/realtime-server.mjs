import { fanOutMs } from './chance.mjs'
import { SimulatedSocket } from './simulated-socket.mjs'

/** The close code of a server that restarts (Service Restart). */
const RESTART = 1012

/**
 * @typedef {object} RealtimeServer
 * @property {(random: import('@everfresh/core').Random) => new () => SimulatedSocket} webSocketOf The class that one
 *   client connects with.
 * @property {(downMs: number, code?: number) => void} restart Every socket is closed, and each client hears of it as
 *   fast as of anything. Nobody gets in for `downMs`.
 */

/**
 * A Realtime server without limits: it answers joins, proves subscriptions and answers heartbeats.
 *
 * @param {import('@everfresh/core').Clock} clock
 * @param {() => void} onJoin Told of each join that reaches it.
 * @returns {RealtimeServer}
 */
export function realtimeServer(clock, onJoin) {
  /** @type {Set<SimulatedSocket>} */
  const sockets = new Set()
  let upAt = 0

  /** @type {import('./simulated-socket.mjs').Far} */
  const far = {
    clock,
    isUp: () => clock.now() >= upAt,
    onOpen: socket => sockets.add(socket),
    onEnd: socket => sockets.delete(socket),
    onFrame: (socket, [joinRef, ref, topic, event, payload]) => {
      const ok = (/** @type {object} */ response) =>
        socket.say([joinRef, ref, topic, 'phx_reply', { status: 'ok', response }])
      if (event !== 'phx_join') return ok({})
      onJoin()
      const bindings = /** @type {object[]} */ (payload.config.postgres_changes)
      ok({ postgres_changes: bindings.map((binding, id) => ({ ...binding, id })) })
      const proof = { extension: 'postgres_changes', message: 'Subscribed to PostgreSQL' }
      socket.say([joinRef, null, topic, 'system', { ...proof, status: 'ok', channel: topic }])
    },
  }
  return {
    webSocketOf: random =>
      class extends SimulatedSocket {
        constructor() {
          super(far, random)
        }
      },
    restart: (downMs, code = RESTART) => {
      upAt = clock.now() + downMs
      for (const socket of sockets) clock.after(fanOutMs(socket.random), () => socket.end(code))
    },
  }
}
