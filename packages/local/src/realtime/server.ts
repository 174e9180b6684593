import type { Context } from '../context.ts'
import type { Feeds } from './cdc/feed.ts'
import type { Subscriptions } from './changes/subscriptions.ts'
import type { ChangesWorker } from './changes/worker.ts'
import type { Hub } from './hub.ts'
import type { Meters, RealtimeLimits } from './limits.ts'
import type { Pace } from './options.ts'
import type { Presence } from './presence.ts'
import type { RealtimeWatch } from './watch.ts'

/** What all sockets of one realtime server share. */
export interface Server {
  readonly context: Context
  readonly pace: Pace
  readonly limits: RealtimeLimits
  readonly meters: Meters
  readonly hub: Hub
  readonly presence: Presence
  readonly feeds: Feeds
  readonly subscriptions: Subscriptions
  readonly worker: ChangesWorker
  readonly watch: RealtimeWatch
}
