import type { RealtimeOptions } from './options.ts'
import { RateMeter } from './rate-meter.ts'

/**
 * What clients may ask of the realtime server. Limits on one client are the real server's by default,
 * so that an app that exceeds them is noticed before it is deployed. Those on all clients together
 * are off but under the profile `production`; really they depend on the plan of a project.
 */
export interface RealtimeLimits {
  /** Channels of one socket. Default 100, as really. A further join is refused. */
  readonly channelsPerSocket: number
  /** Broadcasts sent and received by all channels, a second on the average of a minute. Default Infinity; under `production` 100. A channel that receives one above it is closed; one from the database that would be above it is lost. */
  readonly eventsPerSecond: number
  /** Joins of all sockets, a second on the average of a minute. Default Infinity; under `production` 100. A join above it is refused and its socket closed. */
  readonly joinsPerSecond: number
  /** Presence messages of all channels, a second on the average of a minute. Default Infinity; under `production` 1000. */
  readonly presenceEventsPerSecond: number
  /** Sockets at one time. Default Infinity; under `production` 200. A handshake above it is refused with 429. */
  readonly sockets: number
  /** Presence calls of one channel within `presenceWindowMs`. Default 5, as really. The channel is closed at the next. */
  readonly presenceCalls: number
  /** Milliseconds in which `presenceCalls` are counted. Default 30000, as really. */
  readonly presenceWindowMs: number
  /** Bytes of one broadcast's or presence's payload. Default 3000000, as really. */
  readonly payloadBytes: number
  /** Bytes of one frame. Default 5000000, as really. The socket is closed at a longer one. */
  readonly frameBytes: number
  /** Bytes of a topic's name. Default 255, the most a binary frame can carry. */
  readonly topicBytes: number
  /** Bindings to postgres_changes of one channel. Default 1000. */
  readonly bindings: number
  /** Bytes that may wait for a client that reads too slowly; then it is cut off. Default 16 MiB. */
  readonly unsentBytes: number
  /** Bytes of frames that may wait to be answered; then nothing more is read until they are. Default 8 MiB. */
  readonly unansweredBytes: number
  /** Milliseconds after which a socket whose last channel ended is cut. Default 600000, as really. */
  readonly noChannelTimeoutMs: number
}

const defaults: RealtimeLimits = {
  channelsPerSocket: 100,
  eventsPerSecond: Number.POSITIVE_INFINITY,
  joinsPerSecond: Number.POSITIVE_INFINITY,
  presenceEventsPerSecond: Number.POSITIVE_INFINITY,
  sockets: Number.POSITIVE_INFINITY,
  presenceCalls: 5,
  presenceWindowMs: 30_000,
  payloadBytes: 3_000_000,
  frameBytes: 5_000_000,
  topicBytes: 255,
  bindings: 1_000,
  unsentBytes: 16 * 1024 * 1024,
  unansweredBytes: 8 * 1024 * 1024,
  noChannelTimeoutMs: 600_000,
}

/** On all clients together, as a self-hosted server has them. */
const ofProduction: Partial<RealtimeLimits> = {
  eventsPerSecond: 100,
  joinsPerSecond: 100,
  presenceEventsPerSecond: 1_000,
  sockets: 200,
}

/** The limits asked for, the profile's where nothing was asked. */
export function limitsOf({ limits, profile = 'fast' }: RealtimeOptions): RealtimeLimits {
  return { ...defaults, ...(profile === 'production' ? ofProduction : {}), ...limits }
}

/** What all clients together do, against the limits on it. */
export interface Meters {
  readonly events: RateMeter
  readonly joins: RateMeter
  readonly presence: RateMeter
}

/** `now` in milliseconds since the epoch. */
export function metersOf(limits: RealtimeLimits, now: () => number): Meters {
  return {
    events: new RateMeter(limits.eventsPerSecond, now),
    joins: new RateMeter(limits.joinsPerSecond, now),
    presence: new RateMeter(limits.presenceEventsPerSecond, now),
  }
}
