import type { IncomingMessage } from 'node:http'
import type { Duplex } from 'node:stream'
import type { Hono } from 'hono'
import { WebSocketServer, type WebSocket } from 'ws'
import type { Context } from '../context.ts'
import { createFeed } from './cdc/feed.ts'
import { createGate } from './cdc/gate.ts'
import type { Transaction } from './cdc/transaction.ts'
import { createDispatcher, type Dispatcher } from './changes/dispatch.ts'
import { Subscriptions } from './changes/subscriptions.ts'
import { checkHandshake, refuseHandshake } from './handshake.ts'
import { broadcastRoutes } from './http-broadcast.ts'
import { Hub, TOPIC_PREFIX } from './hub.ts'
import { isMessageChange, messageOf } from './messages.ts'
import { paceOf, type RealtimeOptions } from './options.ts'
import { pause } from './pause.ts'
import { Presence } from './presence.ts'
import { keepMessagesShort } from './retention.ts'
import type { Server } from './server.ts'
import { Socket } from './socket.ts'
import { broadcastEncoder } from './wire/broadcast.ts'

export type { RealtimeOptions } from './options.ts'

/** The realtime server of one backend. */
export interface Realtime {
  /** To be mounted at /realtime/v1: broadcasting over HTTP. */
  readonly routes: Hono
  /** Takes over a websocket handshake for /realtime/v1/websocket; refuses it over HTTP if it must. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer): void
  /**
   * Closes every open socket with a code, 1012 by default; 1006 cuts the connections without a
   * word. Returns how many there were. New ones are not refused.
   */
  dropSockets(code?: number): number
  /** Cuts the sockets, ends the stream of changes. Resolves when both are gone. */
  close(): Promise<void>
}

const MOST_FRAME_BYTES = 5_000_000
const RESTART = 1012
const CUT = 1006

/**
 * Starts the realtime server over a database that has `realtimeSchema`. The database's changes are
 * streamed from the first websocket on, so that what nobody listens to costs nothing.
 */
export async function startRealtime(context: Context, options: RealtimeOptions): Promise<Realtime> {
  const pace = paceOf(options)
  const hub = new Hub()
  const subscriptions = new Subscriptions()
  const dispatcher = createDispatcher(context, subscriptions, pace.pollIntervalMs)
  const gate = createGate(context, transaction => route(transaction, hub, dispatcher))
  const feed = createFeed(context, gate)
  const server: Server = { context, pace, hub, presence: new Presence(hub), feed, subscriptions }
  const wss = new WebSocketServer({ noServer: true, maxPayload: MOST_FRAME_BYTES })
  const stopRetention = keepMessagesShort(context)

  const accept = async (request: IncomingMessage, socket: Duplex, head: Buffer): Promise<void> => {
    const handshake = await checkHandshake(context, request)
    if (!handshake.ok) {
      if (handshake.isSlow) await pause(pace.connectErrorDelayMs)
      return refuseHandshake(socket, handshake.status, handshake.error)
    }
    const { vsn, apiKey } = handshake
    // The outcome is not waited for: a socket opens before the database is reached, as really.
    feed.ready().catch(() => undefined)
    wss.handleUpgrade(request, socket, head, (ws: WebSocket) => {
      new Socket({ server, ws, vsn, apiKey }).start()
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
    routes: broadcastRoutes(context, hub),
    upgrade(request, socket, head) {
      accept(request, socket, head).catch((error: unknown) => {
        context.warn(`realtime: a handshake failed: ${String(error)}`)
        socket.destroy()
      })
    },
    dropSockets,
    async close() {
      dropSockets(CUT)
      wss.close()
      stopRetention()
      dispatcher.close()
      await feed.close()
    },
  }
}

/** Broadcasts from the database go out at once; changes of tables wait for the dispatcher's turn. */
function route(transaction: Transaction, hub: Hub, dispatcher: Dispatcher): void {
  for (const message of transaction.changes.filter(isMessageChange).map(messageOf)) {
    if (message === undefined) continue
    const { room, broadcast } = message
    hub.send(room, broadcastEncoder(TOPIC_PREFIX + room.topic, broadcast))
  }
  const changes = transaction.changes.filter(change => !isMessageChange(change))
  dispatcher.push({ ...transaction, changes })
}
