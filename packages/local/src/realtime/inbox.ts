import type { WebSocket } from 'ws'

/**
 * The frames of one client that wait to be answered, one after another, so that a slow join makes the
 * later ones wait. When too much waits nothing more is read from the network until half of it is
 * done: the client is slowed down as by any full connection, and nothing it sent is lost.
 */
export class Inbox {
  private readonly ws: WebSocket
  private readonly mostBytes: number
  private readonly onError: (error: unknown) => void
  private work: Promise<void> = Promise.resolve()
  private waitingBytes = 0
  private isStopped = false

  constructor(ws: WebSocket, mostBytes: number, onError: (error: unknown) => void) {
    this.ws = ws
    this.mostBytes = mostBytes
    this.onError = onError
  }

  /** Answers a frame of some bytes after the earlier ones. An answer that fails is told of and passed over. */
  add(bytes: number, answer: () => Promise<void>): void {
    this.waitingBytes += bytes + FRAME_OVERHEAD
    if (this.waitingBytes > this.mostBytes) this.ws.pause()
    this.work = this.work
      .then(answer)
      .catch(this.onError)
      .then(() => this.done(bytes))
  }

  /** Reads nothing more, for good. */
  stop(): void {
    this.isStopped = true
    this.ws.pause()
  }

  private done(bytes: number): void {
    this.waitingBytes -= bytes + FRAME_OVERHEAD
    const goesOn = this.ws.isPaused && !this.isStopped && this.waitingBytes <= this.mostBytes / 2
    if (goesOn) this.ws.resume()
  }
}

/** What a waiting frame costs besides its own bytes, roughly: a million empty ones are not free. */
const FRAME_OVERHEAD = 512
