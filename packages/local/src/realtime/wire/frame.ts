/** The two dialects of the Phoenix channel protocol that Supabase's clients speak. */
export type Vsn = '1.0.0' | '2.0.0'

/** What a client sent, before anything in it is believed: malformed parts are answered, not thrown at. */
export interface InboundFrame {
  readonly joinRef: unknown
  readonly ref: unknown
  readonly topic: unknown
  readonly event: unknown
  readonly payload: unknown
}

/**
 * A broadcast pushed as bytes (kind 3), which is how a 2.0.0 client sends every broadcast.
 * The body is kept as it came, so that what the sender wrote is what the others read.
 */
export interface BroadcastPush {
  readonly joinRef: string
  readonly ref: string
  readonly topic: string
  readonly broadcast: UserBroadcast
}

/** The body of a broadcast: JSON text, or bytes that are nobody's business. */
export type BroadcastBody =
  | { readonly encoding: 'json'; readonly text: string }
  | { readonly encoding: 'binary'; readonly bytes: Buffer }

/** A broadcast with its parts known one by one. */
export interface UserBroadcast {
  readonly event: string
  /** JSON text of the metadata object; empty when there is none. */
  readonly meta: string
  readonly body: BroadcastBody
}

/** What the server says. The payload is JSON text already: numbers in it must survive exactly. */
export interface OutboundFrame {
  readonly joinRef: unknown
  readonly ref: unknown
  readonly topic: unknown
  readonly event: string
  readonly payload: string
}
