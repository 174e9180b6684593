import type { Page, WebSocket } from 'playwright-core'

/** One message on a realtime socket. */
export interface Frame {
  readonly way: 'sent' | 'received'
  /** Such as `phx_join`, `heartbeat`, `access_token`, `postgres_changes`. */
  readonly event: string
  readonly topic: string
  /** The whole of it, as it went over the wire; bytes as text. */
  readonly text: string
}

export interface Wire {
  /** Addresses of every websocket the page has opened. */
  readonly sockets: readonly string[]
  /** Every frame on any of them, in order. */
  readonly frames: readonly Frame[]
}

/** Listens in on the page's websockets; open ones are not heard. */
export function watchWire(page: Page): Wire {
  const sockets: string[] = []
  const frames: Frame[] = []
  const note = (way: Frame['way'], payload: string | Buffer): void => {
    const text = String(payload)
    frames.push({
      way,
      ...(typeof payload === 'string' ? read(payload) : readBytes(payload)),
      text,
    })
  }
  page.on('websocket', (socket: WebSocket) => {
    sockets.push(socket.url())
    socket.on('framesent', ({ payload }) => note('sent', payload))
    socket.on('framereceived', ({ payload }) => note('received', payload))
  })
  return { sockets, frames }
}

/** Of what goes as bytes: a broadcast, behind the lengths of its parts. */
function readBytes(bytes: Buffer): Pick<Frame, 'event' | 'topic'> {
  const topic = bytes.subarray(5, 5 + (bytes[1] ?? 0)).toString()
  return { topic, event: bytes[0] === RECEIVED_BROADCAST ? 'broadcast' : 'bytes' }
}

const RECEIVED_BROADCAST = 4

/** Version 2 of the protocol: `[join ref, ref, topic, event, payload]`. */
function read(text: string): Pick<Frame, 'event' | 'topic'> {
  const frame: unknown = JSON.parse(text)
  const [topic, event]: readonly unknown[] = Array.isArray(frame) ? frame.slice(2, 4) : []
  return { topic: String(topic), event: String(event) }
}
