import { WebSocket, type RawData } from 'ws'
import { answerOf, closeOf, sayingOf, type Saying } from './expectations.ts'

/** What a connection tells of itself, as lines of a trace have it. */
export interface Heard {
  readonly saying: Saying
  readonly line:
    | { readonly dir: 'upgraded'; readonly status: number }
    | { readonly dir: 'upgrade-refused'; readonly status: number; readonly raw: string }
    | { readonly dir: 's2c'; readonly raw: string; readonly bin?: true }
    | { readonly dir: 'server-close'; readonly code: number; readonly raw: string }
}

const CUT = 1006
const NO_STATUS = 1005

/** A websocket as a trace speaks of it: numbered, with nothing between it and the wire. */
export class Connection {
  private readonly ws: WebSocket
  private isOver = false

  constructor(url: string, onHeard: (heard: Heard) => void) {
    this.ws = new WebSocket(url, { perMessageDeflate: false })
    this.ws.on('upgrade', ({ statusCode = 0 }) =>
      onHeard({
        saying: answerOf('upgraded', statusCode),
        line: { dir: 'upgraded', status: statusCode },
      }),
    )
    this.ws.on('unexpected-response', (_, response) => {
      const parts: Buffer[] = []
      response.on('data', (part: Buffer) => parts.push(part))
      response.on('end', () => {
        const raw = Buffer.concat(parts).toString('utf8')
        const status = response.statusCode ?? 0
        const saying = answerOf('refused', status, raw)
        onHeard({ saying, line: { dir: 'upgrade-refused', status, raw } })
      })
      this.isOver = true
    })
    this.ws.on('message', (data, isBinary) => {
      // After a goodbye nobody listens.
      if (this.isOver) return
      const bytes = bytesOf(data)
      const raw = isBinary ? bytes : bytes.toString('utf8')
      const text = isBinary ? bytes.toString('base64') : bytes.toString('utf8')
      onHeard({
        saying: sayingOf(raw),
        line: { dir: 's2c', raw: text, ...(isBinary ? { bin: true } : {}) },
      })
    })
    this.ws.on('close', (code, reason) => {
      if (this.isOver) return
      this.isOver = true
      const line = { dir: 'server-close', code, raw: reason.toString('utf8') } as const
      onHeard({ saying: closeOf(code), line })
    })
    // The close that follows says it all.
    this.ws.on('error', () => undefined)
  }

  send(frame: string | Buffer): void {
    if (this.ws.readyState === this.ws.OPEN) this.ws.send(frame)
  }

  /** Says goodbye with a code, or cuts the connection for 1006. */
  close(code: number): void {
    this.isOver = true
    if (code === CUT) this.ws.terminate()
    else if (code === NO_STATUS) this.ws.close()
    else this.ws.close(code)
  }

  /** Ends it whatever state it is in. */
  end(): void {
    this.isOver = true
    this.ws.terminate()
  }
}

function bytesOf(data: RawData): Buffer {
  if (Buffer.isBuffer(data)) return data
  return Array.isArray(data) ? Buffer.concat(data) : Buffer.from(data)
}
