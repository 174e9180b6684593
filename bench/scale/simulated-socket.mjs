import { roundTripMs } from './chance.mjs'

/** How many round trips it takes until a WebSocket is open: TCP, TLS 1.3 and the upgrade. */
const HANDSHAKE_TRIPS = 3

/**
 * @typedef {object} Far What a socket's other end is.
 * @property {import('@everfresh/core').Clock} clock
 * @property {() => boolean} isUp Whether it lets anybody in.
 * @property {(socket: SimulatedSocket) => void} onOpen
 * @property {(socket: SimulatedSocket) => void} onEnd
 * @property {(socket: SimulatedSocket, frame: import('../lib/realtime-answers.mjs').Frame) => void} onFrame
 */

/** A WebSocket without a network, over which all takes half a round trip. */
export class SimulatedSocket {
  binaryType = 'blob'
  bufferedAmount = 0
  protocol = ''
  readyState = 0
  /** @type {((event: unknown) => void) | null} */
  onopen = null
  /** @type {((event: unknown) => void) | null} */
  onmessage = null
  /** @type {((event: unknown) => void) | null} */
  onerror = null
  /** @type {((event: unknown) => void) | null} */
  onclose = null

  /**
   * @param {Far} far
   * @param {import('@everfresh/core').Random} random Draws its network.
   */
  constructor(far, random) {
    this.far = far
    this.random = random
    this.tripMs = roundTripMs(random)
    const refused = !far.isUp()
    // Where nobody listens, the first round trip brings the refusal.
    far.clock.after(this.tripMs * (refused ? 1 : HANDSHAKE_TRIPS), () =>
      refused ? this.end(1006) : this.open(),
    )
  }

  open() {
    if (this.readyState !== 0) return
    this.readyState = 1
    this.far.onOpen(this)
    this.onopen?.({ type: 'open' })
  }

  /** @param {string} data */
  send(data) {
    /** @type {import('../lib/realtime-answers.mjs').Frame} */
    const frame = JSON.parse(data)
    this.far.clock.after(this.tripMs / 2, () => {
      if (this.readyState === 1) this.far.onFrame(this, frame)
    })
  }

  /** @param {unknown} frame What the server says. */
  say(frame) {
    this.far.clock.after(this.tripMs / 2, () => {
      if (this.readyState === 1) this.onmessage?.({ data: JSON.stringify(frame) })
    })
  }

  close() {
    this.end(1000)
  }

  /** @param {number} code */
  end(code) {
    if (this.readyState === 3) return
    this.readyState = 3
    this.far.onEnd(this)
    this.onclose?.({ type: 'close', code, reason: '', wasClean: code !== 1006 })
  }
}
