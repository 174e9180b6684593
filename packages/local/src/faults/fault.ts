/** A part that answers HTTP requests; `realtime` stands for broadcasting over HTTP. */
export type Service = 'rest' | 'auth' | 'storage' | 'realtime'

/** What the server says on a channel. `system` are its notices, `replies` its answers to pushes and joins. */
export type FrameKind = 'changes' | 'broadcasts' | 'presence' | 'system' | 'replies'

/**
 * What the server streams from the database, each over a connection of its own: changes of tables, and
 * broadcasts that were written by `realtime.send` and its like.
 */
export type StreamName = 'changes' | 'broadcasts'

interface OfService {
  /** Default: every service. */
  readonly service?: Service
}

/** Requests are answered with a status; nothing is done. Browsers can read the answer. */
export interface HttpErrorFault extends OfService {
  readonly type: 'http-error'
  /** From 400 to 599. */
  readonly status: number
  /** Whole seconds, sent as `Retry-After`. Default: no such header. */
  readonly retryAfter?: number
  /** The `message` of the answer. Default: that it was done on purpose. */
  readonly message?: string
}

/** Requests are never answered, and nothing is done; mending does not bring those back. */
interface HttpHangFault extends OfService {
  readonly type: 'http-hang'
}

/** Requests wait before anything is done. */
interface HttpSlowFault extends OfService {
  readonly type: 'http-slow'
  /** Milliseconds. Default: until the fault ends. */
  readonly ms?: number
}

/** Requests are carried out and answered, but the connection is cut in the middle of the answer. */
interface HttpCutFault extends OfService {
  readonly type: 'http-cut'
}

/** Requests are carried out (a write is committed), but the connection is cut before the answer. */
interface HttpLostFault extends OfService {
  readonly type: 'http-lost'
}

/** All sockets are cut; handshakes and broadcasting over HTTP are refused with 503. REST goes on. */
interface RealtimeOffFault {
  readonly type: 'realtime-off'
}

/**
 * A network that drops packets without a word: sockets in scope stay open and fall silent for good,
 * and without a scope handshakes hang. Mending does not bring them back.
 */
interface HalfOpenFault {
  readonly type: 'half-open'
}

/** Handshakes are accepted and never answered, while open sockets go on. */
interface HandshakeHangFault {
  readonly type: 'handshake-hang'
}

/** Handshakes are refused over HTTP. */
interface HandshakeRefuseFault {
  readonly type: 'handshake-refuse'
  /** From 400 to 599, such as 401, 403 or 429. */
  readonly status: number
  /** Whole seconds, sent as `Retry-After`. Default: no such header. */
  readonly retryAfter?: number
  /** The `error` of the answer. Default: no body. */
  readonly message?: string
}

/** Joins are answered with an error. */
interface JoinRefuseFault {
  readonly type: 'join-refuse'
  /** In the server's own form, such as `Unauthorized: You do not have permissions …`. */
  readonly reason: string
  /** Milliseconds until the answer. Default: the backend's `joinErrorDelayMs`. */
  readonly delayMs?: number
  /** Whether the whole socket stands still until the answer. Default true, as really. */
  readonly blocking?: boolean
}

/** Heartbeats are not answered, while everything else goes on. */
interface HeartbeatIgnoreFault {
  readonly type: 'heartbeat-ignore'
}

interface OfFrames {
  /** Default `changes`. */
  readonly what?: FrameKind
}

/** Frames to channels are lost, and nobody is told. */
interface FrameSkipFault extends OfFrames {
  readonly type: 'frame-skip'
}

/** Frames to channels come late; those that are not struck pass them. */
interface FrameDelayFault extends OfFrames {
  readonly type: 'frame-delay'
  /** Milliseconds. Default: until the fault ends. */
  readonly ms?: number
}

/** Frames to channels come more than once. */
interface FrameDuplicateFault extends OfFrames {
  readonly type: 'frame-duplicate'
  /** How often each comes in all, from 2 to 100. Default 2. */
  readonly times?: number
}

/**
 * Each channel's frames are held until there are as many as the window takes, then come in reverse.
 * A window that is not full comes, in reverse too, when the fault ends.
 */
interface FrameReorderFault extends OfFrames {
  readonly type: 'frame-reorder'
  /** From 2 to 1000. Default 2. */
  readonly window?: number
}

/**
 * Tokens of users made before the fault began have run out: for REST, auth, storage and joins, and
 * channels that are open with one end. Tokens made later are good.
 */
interface TokenExpireFault {
  readonly type: 'token-expire'
}

/** Queries of all services hang and go on when the fault ends; changes come late. `backend.sql` goes on. */
interface DatabasePauseFault {
  readonly type: 'database-pause'
}

/**
 * What the database streams is cut off and not opened again: what commits meanwhile is lost, and
 * nobody is told. Broadcasts are in `realtime.messages` all the same, for a replay.
 */
interface PollerDownFault {
  readonly type: 'poller-down'
  /** Default: both streams. */
  readonly what?: StreamName
}

interface OfStream {
  /** Default `changes`. */
  readonly what?: StreamName
}

/**
 * What commits is lost on its way from the database, to every client, and nobody is told. Broadcasts
 * of clients and over HTTP are none of this. A change counts whether or not somebody listens.
 */
interface StreamSkipFault extends OfStream {
  readonly type: 'stream-skip'
}

/**
 * What the database streams is above the limit: it is lost to every client, and nobody is told. Counted
 * are frames of changes, or broadcasts said and heard by all channels, on the average of the last 60 s,
 * those from before the fault too.
 */
interface RateLimitFault extends OfStream {
  readonly type: 'rate-limit'
  /** From 0, which loses everything. A limit of the backend's own that is lower counts. */
  readonly perSecond: number
}

/** Something that can be broken on purpose. */
export type Fault =
  | HttpErrorFault
  | HttpHangFault
  | HttpSlowFault
  | HttpCutFault
  | HttpLostFault
  | RealtimeOffFault
  | HalfOpenFault
  | HandshakeHangFault
  | HandshakeRefuseFault
  | JoinRefuseFault
  | HeartbeatIgnoreFault
  | FrameSkipFault
  | FrameDelayFault
  | FrameDuplicateFault
  | FrameReorderFault
  | TokenExpireFault
  | DatabasePauseFault
  | PollerDownFault
  | StreamSkipFault
  | RateLimitFault

/** The name of a kind of fault, such as `http-error`. */
export type FaultType = Fault['type']

/** The fault of a type. */
export type FaultOf<Type extends FaultType> = Extract<Fault, { readonly type: Type }>

/** Whom a fault strikes. What is left out does not limit it; which parts a fault takes, `FAULTS` says. */
export interface FaultScope {
  /** The id of a user, the `sub` of the token. */
  readonly user?: string
  /** The name of a channel, without `realtime:`. */
  readonly topic?: string
  /** `schema.name`, or a name in any schema. */
  readonly table?: string
  /** The beginning of a request's path, such as `/rest/v1/tasks`; `*` stands for anything. */
  readonly path?: string
  /** The method of a request, such as `PATCH`. */
  readonly method?: string
  /** How often it strikes; after that it is spent. Default: no limit. */
  readonly count?: number
  /** Milliseconds after which it begins. Default 0. */
  readonly afterMs?: number
  /** Milliseconds after its beginning at which it ends by itself. Default: it stays. */
  readonly forMs?: number
}

/**
 * Where a fault is in its life. `spent`: it struck as often as it should, and what it holds back stays
 * held until it ends. `over`: it was removed, or its time is up.
 */
export type FaultPhase = 'waiting' | 'standing' | 'spent' | 'over'

/** A fault that was added, at one moment. */
export interface FaultInfo {
  readonly id: string
  readonly fault: Fault
  readonly scope: FaultScope
  readonly phase: FaultPhase
  /**
   * How often it has struck: a request, a handshake, a join, a frame to one channel, a socket, a change
   * or a broadcast of the database.
   */
  readonly strikes: number
}
