import type { ChangeView, SocketEvent } from '../realtime/watch.ts'

/** One request that was answered. Never its query, body or tokens. */
export interface RequestView {
  readonly method: string
  /** As it was sent, percent-encoded. */
  readonly path: string
  readonly status: number
  /** Milliseconds until the answer began. */
  readonly ms: number
  /** What the token or key says, whether or not it was accepted; null when there was none. */
  readonly role: string | null
  readonly user: string | null
}

/** Something that happened while the backend was serving. */
export type Activity =
  | ({ readonly kind: 'request' } & RequestView)
  | ({ readonly kind: 'socket' } & SocketEvent)
  | ({ readonly kind: 'change' } & ChangeView)

/** An activity, with when it happened and its number. */
export type Entry = Activity & {
  /** Counted from 1 over all kinds. */
  readonly seq: number
  /** Milliseconds since the epoch. */
  readonly at: number
}
