import type { IncomingMessage } from 'node:http'
import { addAbortSignal, type Duplex } from 'node:stream'
import { WebSocketServer, type WebSocket } from 'ws'
import type { ChannelEnding } from './channel/channel.ts'
import { checkHandshake, refuseHandshake } from './handshake.ts'
import { pause } from './pause.ts'
import type { Server } from './server.ts'
import { Socket } from './socket.ts'
import type { SocketView } from './watch.ts'

/** Where websockets come in, and what can be done to those that did. */
export interface Door {
  /** Takes over a websocket handshake for /realtime/v1/websocket; refuses it over HTTP if it must. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /**
   * Closes every open socket with a code, 1012 by default; 1006 cuts the connections without a
   * word. Returns how many there were. New ones are not refused.
   */
  dropSockets(code?: number): number
  /** Makes the open sockets half-open: they stay, and nothing goes through them any more. */
  silenceSockets(): void
  /** Ends channels in the server's name, all or those of a topic. Returns how many there were. */
  endChannels(how: ChannelEnding, topic?: string): number
  /** The websockets that are open, and their channels. */
  readonly sockets: () => readonly SocketView[]
  /** Cuts everything. */
  close(): void
}

const RESTART = 1012
const CUT = 1006

export function openDoor(server: Server): Door {
  const { context, pace, limits, feed, watch } = server
  const sockets = new Set<Socket>()
  let opened = 0
  const closing = new AbortController()
  const wss = new WebSocketServer({ noServer: true, maxPayload: limits.frameBytes })

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const { realtime } = context.faults
    if (realtime === 'half-open' || realtime === 'hang') {
      addAbortSignal(closing.signal, socket)
      return
    }
    const handshake = await checkHandshake(context, request, crowdOf(server, sockets.size))
    if (!handshake.ok) {
      const { status, error } = handshake
      watch.onSocket({ event: 'refuse', status, reason: error ?? 'unknown vsn' })
      if (handshake.isSlow) await pause(pace.connectErrorDelayMs)
      return refuseHandshake(socket, status, error)
    }
    const { vsn, apiKey } = handshake
    // The outcome is not waited for: a socket opens before the database is reached, as really.
    feed.ready().catch(() => undefined)
    wss.handleUpgrade(request, socket, head, (ws: WebSocket) => {
      opened += 1
      const open = new Socket({ server, ws, vsn, apiKey, id: opened })
      sockets.add(open)
      ws.on('close', () => sockets.delete(open))
      open.start()
    })
  }
  const dropSockets = (code = RESTART): number => {
    const open = [...wss.clients]
    for (const ws of open) {
      if (code === CUT) ws.terminate()
      else ws.close(code)
    }
    return open.length
  }

  return {
    upgrade(request, socket, head) {
      accept(request, socket, head).catch((error: unknown) => {
        context.warn(`realtime: a handshake failed: ${String(error)}`)
        socket.destroy()
      })
    },
    dropSockets,
    silenceSockets() {
      for (const socket of sockets) socket.silence()
    },
    endChannels: (how, topic) =>
      Array.from(sockets).reduce((ended, socket) => ended + socket.endChannels(how, topic), 0),
    sockets: () => Array.from(sockets, socket => socket.view()),
    close() {
      dropSockets(CUT)
      closing.abort()
      wss.close()
    },
  }
}

/** What there is too much of for one more socket. */
function crowdOf({ limits, meters }: Server, sockets: number): string | undefined {
  if (sockets >= limits.sockets) return 'Too many connected users'
  return meters.joins.isOver ? 'Too many joins per second' : undefined
}
