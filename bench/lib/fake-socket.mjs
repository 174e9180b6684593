import { answersTo } from './realtime-answers.mjs'

/**
 * A socket without a network, as a client's `transport`: it opens, accepts every join, proves it, and answers
 * heartbeats. What else the server says comes through `say`.
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
    for (const answer of answersTo(JSON.parse(frame)))
      setImmediate(() => this.say(JSON.stringify(answer)))
  }

  close() {
    this.readyState = 3
    setImmediate(() => this.onclose())
  }

  /** @param {string} frame */
  say(frame) {
    this.onmessage({ data: frame })
  }
}
