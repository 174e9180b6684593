/** Of the one binding that a channel of the measurements has. */
export const BINDING_ID = 7

/** @typedef {{ config: { postgres_changes: readonly object[] } }} Join */

/**
 * A socket without a network, as a client's `transport`: it opens, accepts every join with its one binding, proves
 * it, and answers heartbeats. What else the server says comes through `say`.
 */
export class FakeSocket {
  readyState = 0
  bufferedAmount = 0
  binaryType = 'arraybuffer'
  onopen = () => {}
  onclose = () => {}
  onerror = () => {}
  /** @type {(event: { data: string }) => void} */
  onmessage = () => {}

  /** @param {string} url */
  constructor(url) {
    this.url = url
    setImmediate(() => {
      this.readyState = 1
      this.onopen()
    })
  }

  /** @param {string} frame */
  send(frame) {
    const [joinRef, ref, topic, event, payload] = JSON.parse(frame)
    const reply = (/** @type {object} */ response) =>
      this.#soon([joinRef, ref, topic, 'phx_reply', { status: 'ok', response }])
    if (event !== 'phx_join') return reply({})
    const [binding] = /** @type {Join} */ (payload).config.postgres_changes
    reply({ postgres_changes: [{ id: BINDING_ID, ...binding }] })
    const proof = {
      status: 'ok',
      message: 'Subscribed to PostgreSQL',
      extension: 'postgres_changes',
    }
    this.#soon([
      joinRef,
      null,
      topic,
      'system',
      { ...proof, channel: topic.slice('realtime:'.length) },
    ])
  }

  close() {
    this.readyState = 3
    setImmediate(() => this.onclose())
  }

  /** @param {string} frame */
  say(frame) {
    this.onmessage({ data: frame })
  }

  /** @param {readonly unknown[]} frame */
  #soon(frame) {
    setImmediate(() => this.say(JSON.stringify(frame)))
  }
}
