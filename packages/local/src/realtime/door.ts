import type { IncomingMessage } from 'node:http'
import { addAbortSignal, type Duplex } from 'node:stream'
import { WebSocket, WebSocketServer } from 'ws'
import { faultOfHandshake } from './handshake-fault.ts'
import { checkHandshake, refuseHandshake } from './handshake.ts'
import { pause } from './pause.ts'
import type { Server } from './server.ts'
import { Socket } from './socket.ts'
import type { SocketView } from './watch.ts'

/** Where websockets come in, and what can be done to those that did. */
export interface Door {
  /** Takes over a websocket handshake for /realtime/v1/websocket; refuses it over HTTP if it must. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /** The open websockets, in the order in which they were opened. */
  readonly open: ReadonlySet<Socket>
  /** The same and their channels, to be shown. */
  readonly sockets: () => readonly SocketView[]
  /** Closes every socket with 1012, and cuts those that do not answer at once. New ones are refused. */
  close(): void
}

const RESTART = 1012
const TOO_LONG = 1009
/** A client that is there answers within milliseconds. */
const GOODBYE_MS = 200

/** A frame that is too long cuts the connection, as really: its sender sees no code. */
class CutWhenTooLong extends WebSocket {
  override close(code?: number, reason?: string | Buffer): void {
    if (code === TOO_LONG) this.terminate()
    else super.close(code, reason)
  }
}

export function openDoor(server: Server): Door {
  const { context, pace, limits, feeds, watch } = server
  const sockets = new Set<Socket>()
  let opened = 0
  const closing = new AbortController()
  const maxPayload = limits.frameBytes
  const wss = new WebSocketServer({ noServer: true, maxPayload, WebSocket: CutWhenTooLong })

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const fault = faultOfHandshake(context.faults)
    if (fault === 'hang') {
      addAbortSignal(closing.signal, socket)
      return
    }
    if (fault !== undefined) return refuseHandshake(socket, fault)
    const handshake = await checkHandshake(context, request, crowdOf(server, sockets.size))
    if (!handshake.ok) {
      const { status, error } = handshake
      watch.onSocket({ event: 'refuse', status, reason: error ?? 'unknown vsn' })
      if (handshake.isSlow) await pause(pace.connectErrorDelayMs)
      return refuseHandshake(socket, handshake)
    }
    const { vsn, apiKey } = handshake
    // The outcome is not waited for: a socket opens before the database is reached, as really.
    for (const feed of Object.values(feeds)) feed.ready().catch(() => undefined)
    wss.handleUpgrade(request, socket, head, (ws: WebSocket) => {
      opened += 1
      const open = new Socket({ server, ws, vsn, apiKey, id: opened })
      sockets.add(open)
      ws.on('close', () => sockets.delete(open))
      open.start()
    })
  }

  return {
    upgrade(request, socket, head) {
      accept(request, socket, head).catch((error: unknown) => {
        context.warn(`realtime: a handshake failed: ${String(error)}`)
        socket.destroy()
      })
    },
    open: sockets,
    sockets: () => Array.from(sockets, socket => socket.view()),
    close() {
      for (const ws of wss.clients) ws.close(RESTART)
      closing.abort()
      const cut = setTimeout(() => wss.clients.forEach(ws => ws.terminate()), GOODBYE_MS)
      wss.close(() => clearTimeout(cut))
    },
  }
}

/** What there is too much of for one more socket. */
function crowdOf({ limits, meters }: Server, sockets: number): string | undefined {
  if (sockets >= limits.sockets) return 'Too many connected users'
  return meters.joins.isOver ? 'Too many joins per second' : undefined
}
