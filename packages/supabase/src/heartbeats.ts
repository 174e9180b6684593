import type { Clock } from '@everfresh/core'
import type { RealtimeClient } from '@supabase/supabase-js'

/** The heartbeats of one client. */
export interface Heartbeats {
  /** Calls `onAnswer` whenever the server answered one. Returns its undo. */
  readonly hear: (onAnswer: () => void) => () => void
  /**
   * Asks for an answer. A heartbeat that is under way already counts as asked for. Asked again while the
   * answer is overdue, the client gives the socket up.
   */
  readonly probe: () => void
  /** The socket is gone, and what was under way with it. */
  readonly forget: () => void
}

/** What is known of the client's heartbeat; it has one under way at most. */
type Heartbeat =
  | { readonly name: 'none'; readonly nextAt: number }
  /** A probe asked for one that is not sent yet. */
  | { readonly name: 'wanted' }
  /** Sent by the client itself; no probe asked for it yet. */
  | { readonly name: 'sent' }
  /** A probe waits for its answer. */
  | { readonly name: 'awaited'; readonly since: number }

/** An answer is never overdue before this. */
const LEAST_PATIENCE_MS = 1_000
/** Until a round trip was measured: slow rather than fast, since a hasty probe costs a healthy socket. */
const ASSUMED_ROUND_TRIP_MS = 400

/** All sources on a client share these, since it has room for one callback only. */
const known = new WeakMap<RealtimeClient, Heartbeats>()

/** The heartbeats of `realtime`; `clock` is the first asker's. */
export function heartbeatsOf(realtime: RealtimeClient, clock: Clock): Heartbeats {
  const heartbeats = known.get(realtime) ?? watchHeartbeats(realtime, clock)
  known.set(realtime, heartbeats)
  return heartbeats
}

function watchHeartbeats(realtime: RealtimeClient, clock: Clock): Heartbeats {
  const hearers = new Set<() => void>()
  const none: Heartbeat = { name: 'none', nextAt: Infinity }
  let heartbeat: Heartbeat = none
  let roundTripMs = ASSUMED_ROUND_TRIP_MS

  const patienceMs = (): number => Math.max(LEAST_PATIENCE_MS, 4 * roundTripMs)
  const wait = (): void => void (heartbeat = { name: 'awaited', since: clock.now() })
  const ask = (): void => {
    // First, because the client tells at once that it sent one.
    heartbeat = { name: 'wanted' }
    // It also looks for a new token: where that fails there is still the heartbeat.
    realtime.sendHeartbeat().catch(() => undefined)
  }
  const answered = (latencyMs: number | undefined): void => {
    heartbeat = { name: 'none', nextAt: clock.now() + (realtime.heartbeatIntervalMs ?? Infinity) }
    roundTripMs = latencyMs ?? roundTripMs
  }

  const told = (status: string, latencyMs?: number): void => {
    if (status === 'sent') {
      if (heartbeat.name === 'wanted') wait()
      else heartbeat = { name: 'sent' }
    } else if (status === 'timeout') heartbeat = none
    else answered(latencyMs)
    if (status === 'ok') for (const tell of Array.from(hearers)) tell()
  }

  return {
    hear: onAnswer => {
      const hearer = (): void => onAnswer()
      hearers.add(hearer)
      // At each hearer: somebody may have put a callback of their own in our place.
      realtime.onHeartbeat(told)
      return () => void hearers.delete(hearer)
    },
    probe: () => {
      switch (heartbeat.name) {
        case 'none': {
          // The client takes its next heartbeat, sent before this one is answered, for a dead socket;
          // after a sleep that next one is overdue. So what comes soon anyway is left to the client.
          const isSoon = heartbeat.nextAt - clock.now() < patienceMs() / 2
          if (isSoon) heartbeat = { name: 'wanted' }
          else ask()
          return
        }
        case 'wanted':
          return ask()
        case 'sent':
          // Its age says nothing: the machine may have slept since.
          return wait()
        case 'awaited':
          if (clock.now() - heartbeat.since >= patienceMs()) ask()
      }
    },
    forget: () => void (heartbeat = none),
  }
}
