import type { WebSocket } from 'ws'

/** Bytes on the way to one client: bounded, and held back while a join makes the socket stand still. */
export class Outbox {
  private readonly ws: WebSocket
  private readonly mostBytes: number
  private readonly onOverflow: (unsentBytes: number) => void
  /** What is to be said when the socket goes on; undefined while nothing is held back. */
  private held: (string | Buffer)[] | undefined
  private heldBytes = 0
  private silent = false

  /** `onOverflow` is told once how many bytes wait, when they are more than `mostBytes`. */
  constructor(ws: WebSocket, mostBytes: number, onOverflow: (unsentBytes: number) => void) {
    this.ws = ws
    this.mostBytes = mostBytes
    this.onOverflow = onOverflow
  }

  /** Sends text or bytes; to a socket that is not open, nothing. */
  send(frame: string | Buffer): void {
    if (this.silent || this.ws.readyState !== this.ws.OPEN) return
    const bytes = typeof frame === 'string' ? bytesOf(frame) : frame
    if (this.held === undefined) this.ws.send(bytes, { binary: bytes === frame })
    else {
      this.held.push(frame)
      this.heldBytes += bytes.length
    }
    const unsent = this.ws.bufferedAmount + this.heldBytes
    if (unsent <= this.mostBytes) return
    this.silence()
    this.onOverflow(unsent)
  }

  /** Holds back what is said until some work is done, and what is to be said before it then. */
  async holdDuring(work: () => Promise<void>, sayFirst: () => void): Promise<void> {
    const held: (string | Buffer)[] = []
    this.held = held
    try {
      await work()
    } finally {
      this.held = undefined
      this.heldBytes = 0
      sayFirst()
      for (const frame of held) this.send(frame)
    }
  }

  get isSilent(): boolean {
    return this.silent
  }

  /** From now on nothing is sent. */
  silence(): void {
    this.silent = true
    // The list is emptied in its place, since who holds it back has it too.
    this.held?.splice(0)
  }
}

let latest: { readonly text: string; readonly bytes: Buffer } | undefined

/** What is said to many is said to one after another, so its bytes are made once. */
function bytesOf(text: string): Buffer {
  if (latest?.text !== text) latest = { text, bytes: Buffer.from(text) }
  return latest.bytes
}
