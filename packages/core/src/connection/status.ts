import type { Cause } from '../cause.ts'
import type { ConnectionState } from './state.ts'

/**
 * How the queries are kept fresh at this moment, in a word for people:
 * - `live`: changes are pushed, and that is proved.
 * - `connecting`: the first attempt is under way; queries are polled meanwhile.
 * - `polling`: no proof; queries are polled.
 * - `offline`: no network; nothing is asked until it is back.
 * - `waiting-auth`: nobody is signed in.
 * - `idle`: no scope is followed.
 * - `disabled`: realtime is switched off; queries are polled.
 */
export type Status =
  | 'live'
  | 'connecting'
  | 'polling'
  | 'offline'
  | 'waiting-auth'
  | 'idle'
  | 'disabled'

export function statusOf({ want, link }: ConnectionState, online: boolean): Status {
  // First: without a network nothing can be refetched, whatever an open socket still says.
  if (!online) return 'offline'
  if (link.name === 'live') return 'live'
  if (!want.enabled) return 'disabled'
  if (want.userId === undefined) return 'waiting-auth'
  if (want.scopeId === undefined) return 'idle'
  return link.name === 'joining' && link.cause === undefined ? 'connecting' : 'polling'
}

/** Why it is not live; undefined while live or before anything went wrong. */
export function causeOf({ link }: ConnectionState): Cause | undefined {
  return 'cause' in link ? link.cause : undefined
}
