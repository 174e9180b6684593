import { answersTo } from '../lib/realtime-answers.mjs'
import { fanOutMs } from './chance.mjs'
import { SimulatedSocket } from './simulated-socket.mjs'

/** The close code of a server that restarts (Service Restart). */
const RESTART = 1012

/**
 * @typedef {object} RealtimeServer
 * @property {(random: import('@everfresh/core').Random) => new () => SimulatedSocket} webSocketOf The class that one
 *   client connects with.
 * @property {(downMs: number) => void} restart Every socket is closed, and each client hears of it as
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
    onFrame: (socket, frame) => {
      const [, , , event] = frame
      if (event === 'phx_join') onJoin()
      for (const answer of answersTo(frame)) socket.say(answer)
    },
  }
  return {
    webSocketOf: random =>
      class extends SimulatedSocket {
        constructor() {
          super(far, random)
        }
      },
    restart: downMs => {
      upAt = clock.now() + downMs
      for (const socket of sockets) clock.after(fanOutMs(socket.random), () => socket.end(RESTART))
    },
  }
}
