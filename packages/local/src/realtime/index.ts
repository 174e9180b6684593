import type { Hono } from 'hono'
import type { Context } from '../context.ts'
import type { FaultTargets } from '../faults/fault-control.ts'
import { actsOn, obeyFaults } from './acts.ts'
import { createFeed } from './cdc/feed.ts'
import { createGate } from './cdc/gate.ts'
import type { Transaction } from './cdc/transaction.ts'
import { createDispatcher, type Dispatcher } from './changes/dispatch.ts'
import { Subscriptions } from './changes/subscriptions.ts'
import { ChangesWorker } from './changes/worker.ts'
import { openDoor, type Door } from './door.ts'
import { broadcastRoutes } from './http-broadcast.ts'
import { Hub, TOPIC_PREFIX } from './hub.ts'
import { limitsOf, metersOf } from './limits.ts'
import { isMessageChange, messageOf } from './messages.ts'
import { paceOf, type RealtimeOptions } from './options.ts'
import { Presence } from './presence.ts'
import { keepMessagesShort } from './retention.ts'
import type { Server } from './server.ts'
import { unwatched, type RealtimeWatch } from './watch.ts'
import { broadcastEncoder } from './wire/broadcast.ts'

export type { RealtimeOptions } from './options.ts'

/** The realtime server of one backend. */
export interface Realtime extends FaultTargets {
  readonly upgrade: Door['upgrade']
  readonly sockets: Door['sockets']
  /** To be mounted at /realtime/v1: broadcasting over HTTP. */
  readonly routes: Hono
  /** Streams the database's changes from now on, though nobody has opened a websocket. */
  readonly streamChanges: () => void
  /** Cuts the sockets, ends the stream of changes. Resolves when both are gone. */
  close(): Promise<void>
}

/**
 * Starts the realtime server over a database that has `realtimeSchema`. The database's changes are
 * streamed from the first websocket on, so that what nobody listens to costs nothing.
 */
export async function startRealtime(
  context: Context,
  options: RealtimeOptions,
  watch: RealtimeWatch = unwatched,
): Promise<Realtime> {
  const pace = paceOf(options)
  const hub = new Hub()
  const subscriptions = new Subscriptions()
  const dispatcher = createDispatcher(context, subscriptions, pace, watch)
  const gate = createGate(context, transaction => route(transaction, hub, dispatcher))
  const feed = createFeed(context, pace, {
    onTransaction: gate,
    onLost: () => dispatcher.forget(),
  })
  const worker = new ChangesWorker({ context, pace, feed, dispatcher })
  const limits = limitsOf(options)
  const meters = metersOf(limits, context.now)
  const presence = new Presence(hub)
  const shared = { context, pace, limits, meters }
  const server: Server = { ...shared, hub, presence, feed, subscriptions, worker, watch }
  const door = openDoor(server)
  const stopRetention = keepMessagesShort(context)
  const stopFaults = obeyFaults(context.faults, door.open, feed)

  return {
    routes: broadcastRoutes(server),
    upgrade: (request, socket, head) => door.upgrade(request, socket, head),
    sockets: door.sockets,
    ...actsOn(door.open, feed),
    streamChanges: () => void worker.ready().catch(() => undefined),
    async close() {
      stopFaults()
      door.close()
      stopRetention()
      worker.close()
      dispatcher.close()
      await feed.close()
    },
  }
}

/** Broadcasts from the database go out at once; changes of tables wait for the dispatcher's turn. */
function route(transaction: Transaction, hub: Hub, dispatcher: Dispatcher): void {
  for (const message of transaction.changes.filter(isMessageChange).map(messageOf)) {
    if (message === undefined) continue
    const { room, id, broadcast } = message
    const encode = broadcastEncoder(TOPIC_PREFIX + room.topic, broadcast)
    hub.say(room, { extension: 'broadcast', id, encode })
  }
  const changes = transaction.changes.filter(change => !isMessageChange(change))
  dispatcher.push({ ...transaction, changes })
}
