import type { Hono } from 'hono'
import type { Context } from '../context.ts'
import type { FaultTargets } from '../faults/fault-control.ts'
import { actsOn, obeyFaults } from './acts.ts'
import { createFeed, type Feeds } from './cdc/feed.ts'
import { createGate } from './cdc/gate.ts'
import { createDispatcher } from './changes/dispatch.ts'
import { Subscriptions } from './changes/subscriptions.ts'
import { ChangesWorker } from './changes/worker.ts'
import { openDoor, type Door } from './door.ts'
import { passBroadcasts, passChanges } from './from-database.ts'
import { broadcastRoutes } from './http-broadcast.ts'
import { Hub } from './hub.ts'
import { limitsOf, metersOf } from './limits.ts'
import { paceOf, type RealtimeOptions } from './options.ts'
import { Presence } from './presence.ts'
import { keepMessagesShort } from './retention.ts'
import type { Server } from './server.ts'
import { unwatched, type RealtimeWatch } from './watch.ts'

export type { RealtimeOptions } from './options.ts'

/** The realtime server of one backend. */
export interface Realtime extends FaultTargets {
  readonly upgrade: Door['upgrade']
  readonly sockets: Door['sockets']
  /** To be mounted at /realtime/v1: broadcasting over HTTP. */
  readonly routes: Hono
  /** Streams the database's changes from now on, though nobody has opened a websocket. */
  readonly streamChanges: () => void
  /** Cuts the sockets, ends the streams. Resolves when all are gone. */
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
  const limits = limitsOf(options)
  const meters = metersOf(limits, context.now)
  const changes = createFeed(context, pace, {
    name: 'changes',
    onTransaction: createGate(context, passChanges(context, dispatcher)),
    onLost: () => dispatcher.forget(),
  })
  const broadcasts = createFeed(context, pace, {
    name: 'broadcasts',
    onTransaction: createGate(context, passBroadcasts({ context, hub, limits, meters })),
    onLost: () => undefined,
  })
  const feeds: Feeds = { changes, broadcasts }
  const worker = new ChangesWorker({ context, pace, feed: changes, dispatcher })
  const presence = new Presence(hub)
  const shared = { context, pace, limits, meters }
  const server: Server = { ...shared, hub, presence, feeds, subscriptions, worker, watch }
  const door = openDoor(server)
  const stopRetention = keepMessagesShort(context)
  const stopFaults = obeyFaults(context.faults, door.open, feeds)

  return {
    routes: broadcastRoutes(server),
    upgrade: (request, socket, head) => door.upgrade(request, socket, head),
    sockets: door.sockets,
    ...actsOn(door.open, feeds),
    streamChanges: () => void worker.ready().catch(() => undefined),
    async close() {
      stopFaults()
      door.close()
      stopRetention()
      worker.close()
      dispatcher.close()
      await Promise.all(Object.values(feeds).map(feed => feed.close()))
    },
  }
}
