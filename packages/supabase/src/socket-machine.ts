import type { Machine } from '@everfresh/core'
import { handshakeLimitMs, type Ending, type Pace } from './pace.ts'

/**
 * One socket as the client sees it. It opens once and closes once; what it stands for underneath may be
 * dialled again in between.
 *
 *     waiting --due--> handshaking --opened--> open --ended, left--> closed
 *        ^---- woken ------'  '--ended, due--> closed
 *     waiting, handshaking --left--> leaving --due--> closed
 */
export type SocketState =
  | { readonly name: 'waiting'; readonly pace: Pace }
  | { readonly name: 'handshaking'; readonly pace: Pace; readonly since: number }
  | { readonly name: 'open'; readonly since: number }
  /** Closed by the client before it was open. It is told in a turn of its own, as by any WebSocket. */
  | { readonly name: 'leaving' }
  | { readonly name: 'closed' }

/** What a close event says. */
export interface Closing {
  readonly type: string
  readonly code: number
  readonly reason: string
  readonly wasClean: boolean
}

export type SocketEvent =
  | { readonly type: 'due' }
  /** The world changed for the better; `pace` is what that makes of the pace. */
  | { readonly type: 'woken'; readonly pace: Pace }
  | { readonly type: 'opened'; readonly event: unknown }
  | { readonly type: 'ended'; readonly closing: Closing }
  /** The client closes it. */
  | {
      readonly type: 'left'
      readonly code: number | undefined
      readonly reason: string | undefined
    }

export type SocketEffect =
  | { readonly type: 'dial' }
  | {
      readonly type: 'hang-up'
      /** Nothing is heard from the other end: the network may be gone, and nobody says so. */
      readonly isDead: boolean
      readonly code?: number | undefined
      readonly reason?: string | undefined
    }
  | { readonly type: 'tell-open'; readonly event: unknown }
  /** Without an ending nothing was learnt for the next attempt. */
  | { readonly type: 'tell-closed'; readonly closing: Closing; readonly ending?: Ending }

type Step = readonly [SocketState, ...SocketEffect[]]

/** A handshake that is younger than this may well be a good one. */
const YOUNG_MS = 1_000

const closed = { name: 'closed' } as const
const closingOf = (code: number, reason = ''): Closing => ({
  type: 'close',
  code,
  reason,
  wasClean: code !== 1006,
})
const cutOff = closingOf(1006)

export function socketMachine(pace: Pace): Machine<SocketState, SocketEvent, SocketEffect> {
  return {
    initial: { name: 'waiting', pace },
    next: (state, event, now) => {
      switch (state.name) {
        case 'waiting':
          return whileWaiting(state, event, now)
        case 'handshaking':
          return whileHandshaking(state, event, now)
        case 'open':
          return whileOpen(state, event, now)
        case 'leaving':
          return event.type === 'due' ? [closed, { type: 'tell-closed', closing: cutOff }] : [state]
        case 'closed':
          return [state]
      }
    },
    limit: state => {
      const event = { type: 'due' } as const
      if (state.name === 'waiting') return { ms: 0, jitterMs: state.pace.longestWaitMs, event }
      if (state.name === 'handshaking') return { ms: handshakeLimitMs(state.pace), event }
      return state.name === 'leaving' ? { ms: 0, event } : undefined
    },
  }
}

type In<Name> = Extract<SocketState, { name: Name }>

function whileWaiting(state: In<'waiting'>, event: SocketEvent, now: number): Step {
  switch (event.type) {
    case 'due':
      return [{ name: 'handshaking', pace: state.pace, since: now }, { type: 'dial' }]
    case 'woken':
      // A wait that is short already is not drawn anew: signs that keep coming would put it off.
      return event.pace.longestWaitMs < state.pace.longestWaitMs
        ? [{ name: 'waiting', pace: event.pace }]
        : [state]
    case 'left':
      return [{ name: 'leaving' }]
    case 'opened':
    case 'ended':
      return [state]
  }
}

function whileHandshaking(state: In<'handshaking'>, event: SocketEvent, now: number): Step {
  switch (event.type) {
    case 'opened':
      return [
        { name: 'open', since: now },
        { type: 'tell-open', event: event.event },
      ]
    case 'ended':
      return [closed, tellClosed(event.closing, { how: 'refused' })]
    case 'due':
      return [closed, { type: 'hang-up', isDead: true }, tellClosed(cutOff, { how: 'hung' })]
    case 'woken':
      return now - state.since > YOUNG_MS
        ? [
            { name: 'waiting', pace: event.pace },
            { type: 'hang-up', isDead: true },
          ]
        : [state]
    case 'left':
      return [{ name: 'leaving' }, { type: 'hang-up', isDead: false }]
  }
}

function whileOpen(state: In<'open'>, event: SocketEvent, now: number): Step {
  const heldMs = now - state.since
  switch (event.type) {
    case 'ended':
      return [closed, tellClosed(event.closing, { how: 'cut', code: event.closing.code, heldMs })]
    case 'left': {
      // The answer to the closing handshake is not waited for: a dead connection has none, and the
      // client would look for it for 1.5 s before it connects again. Told at once, because realtime-js
      // would otherwise schedule its next connection twice.
      const { code, reason } = event
      const closing = closingOf(code ?? 1005, reason)
      return [
        closed,
        // A client that is done gives no reason; one whose heartbeat was not answered says that.
        { type: 'hang-up', isDead: (reason ?? '') !== '', code, reason },
        tellClosed(closing, { how: 'left', heldMs }),
      ]
    }
    case 'due':
    case 'woken':
    case 'opened':
      return [state]
  }
}

function tellClosed(closing: Closing, ending: Ending): SocketEffect {
  return { type: 'tell-closed', closing, ending }
}
