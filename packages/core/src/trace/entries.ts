import type { AuthChange } from '../auth/machine.ts'
import type { CauseCode } from '../cause.ts'
import type { Change } from '../change-source.ts'
import type { ConnectionEvent, Link } from '../connection/state.ts'
import type { Status } from '../connection/status.ts'
import type { QueryKey } from '../invalidation/query-cache.ts'
import type { AskReason } from '../log/state.ts'
import type { BreakerEvent, BreakerState } from '../polling/breaker.ts'
import type { AuthHeal, ReconnectIntent } from '../reconnect/machine.ts'

/**
 * Why a fetch began: `poll` is by time, whether the poller or TanStack's own interval asked; `app` is
 * everything that the app does itself, such as a first mount, `refetch` or `invalidateQueries`.
 */
export type FetchReason = 'flush' | 'catch-up' | 'poll' | 'probe' | 'release' | 'app'

/** One cached query. */
interface OfQuery {
  readonly key: QueryKey
  readonly hash: string
}

interface OfHold {
  readonly scope: QueryKey
  readonly reason: string | undefined
}

/** How things stood when the page or the network changed. */
export interface PageContext {
  readonly status: Status
  /** How long the status has been what it is, in ms. */
  readonly forMs: number
  readonly cause: CauseCode | undefined
  readonly backend: 'up' | 'away'
  readonly visible: boolean
  readonly online: boolean
  /** How long the page had been hidden, in ms; undefined: it was not, or nobody saw it being hidden. */
  readonly hiddenMs: number | undefined
  /** How long the session's token still holds, in ms (negative: it is over); undefined when not known. */
  readonly tokenLeftMs: number | undefined
}

/** A change as it came, without its contents. */
export interface ChangeDetail {
  readonly scope: string
  /** `unknown`: what the source told is no change. */
  readonly kind: Change['kind'] | 'unknown'
  readonly table?: string
  readonly operation?: string
  /** Of a message. */
  readonly event?: string
  readonly changeId?: string | undefined
  /** Only in a trace with `rows: true`. */
  readonly row?: unknown
}

/** What is recorded: part, what happened, and its facts. Never a token; a row only where asked for. */
export interface TraceDetails {
  readonly source: {
    /** A change was received. */
    readonly change: ChangeDetail
    /** Its commit had been heard before: it was not routed. */
    readonly repeat: { readonly scope: string; readonly changeId: string }
  }
  readonly router: {
    /** A domain event; of a member that is no plain value, only its kind. */
    readonly event: { readonly type: string; readonly event: object }
    /** The app's own word that something changed. */
    readonly changed: { readonly keys: readonly QueryKey[] }
    /** What an event touches; `type` is empty where nobody could tell, and everything covered is meant. */
    readonly keys: { readonly type: string; readonly keys: readonly QueryKey[] }
    /** What was dirty is refetched. `more`: how many further causes it has, beyond those that are listed. */
    readonly flush: { readonly keys: readonly QueryKey[]; readonly more: number }
    /** Everything covered is refetched, of all caches or of a new one. */
    readonly 'catch-up': { readonly of: 'all' | 'new cache' }
    readonly hold: OfHold
    readonly release: OfHold
    /** Nobody released it in time. */
    readonly 'hold ran out': OfHold
    readonly 'rule failed': {
      readonly type: string
      readonly error: string
      readonly advice: string
    }
    readonly 'change not understood': {
      readonly kind: string
      readonly error: string
      readonly advice: string
    }
    /** A key lacked an id, and was cut there. */
    readonly 'id missing': { readonly key: QueryKey; readonly advice: string }
  }
  readonly query: {
    readonly fetch: OfQuery & { readonly why: FetchReason }
    /** The fetch ended after `ms`; `cancelled` also when another one took its place. */
    readonly settled: OfQuery & {
      readonly outcome: 'success' | 'error' | 'cancelled'
      readonly ms: number
      readonly error?: string
    }
  }
  readonly view: {
    /** The browser was about to paint the first frame in which what was fetched could be seen. */
    readonly rendered: OfQuery
  }
  readonly poller: {
    readonly poll: OfQuery & { readonly status: Status }
    /** One query asks whether the backend is there. */
    readonly probe: OfQuery & { readonly status: Status }
  } & {
    readonly [Name in BreakerState['name'] as `backend ${Name}`]: {
      readonly from: BreakerState['name']
      readonly event: BreakerEvent['type']
      readonly retryAfterMs?: number
    }
  }
  readonly connection: {
    /** The link became this, or began anew as this. */
    readonly [Name in Link['name']]: {
      readonly from: Link['name']
      readonly event: ConnectionEvent['type']
      readonly scope: string | undefined
      readonly cause?: CauseCode
      readonly message?: string
      readonly muted?: readonly string[]
    }
  } & {
    /** The source threw when it was asked to do `what`. */
    readonly 'source failed': { readonly what: string; readonly error: string }
  }
  readonly log: {
    readonly asked: { readonly scope: string | undefined; readonly why: AskReason }
    /** Not `complete`: everything covered is caught up with, for `reason`. */
    readonly told: {
      readonly scope: string | undefined
      readonly complete: boolean
      readonly reason?: string | undefined
      readonly changes: number
    }
    readonly failed: { readonly scope: string | undefined; readonly message: string }
    readonly refused: { readonly scope: string | undefined; readonly message: string }
    /** Nobody keeps a log of it: push is left too. */
    readonly absent: { readonly scope: string | undefined; readonly message: string }
    /** So many commits that the log has were not pushed, though the connection was live. */
    readonly 'silent loss': { readonly scope: string; readonly commits: number }
  }
  readonly reconnect: {
    readonly intent: ReconnectIntent
    readonly dispatch: AuthHeal
  }
  readonly auth: {
    readonly [Type in AuthChange['type']]: { readonly user: string | undefined }
  } & {
    readonly 'subscriber failed': { readonly name: string; readonly error: string }
    readonly 'session not understood': { readonly event: string; readonly advice: string }
    readonly 'check failed': { readonly error: string }
  }
  readonly page: {
    readonly [What in 'shown' | 'hidden' | 'online' | 'offline' | 'wake']: PageContext
  }
}

/** Which part of the system an entry is about. */
export type TracePart = keyof TraceDetails

interface Numbered {
  /** 1, 2, …: in the order of what happened. */
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly at: number
  /** The ids of the entries that led to this one, all smaller; some may have left the ring. */
  readonly causes: readonly number[]
}

/** The entry of one thing that can happen in `Part`. */
export type EntryOf<
  Part extends TracePart,
  What extends keyof TraceDetails[Part],
> = What extends unknown
  ? Numbered & {
      readonly part: Part
      readonly what: What
      /** Small, printable facts. */
      readonly detail: TraceDetails[Part][What]
    }
  : never

/** Something that happened; `part` and `what` tell what `detail` holds. */
export type TraceEntry = {
  readonly [Part in TracePart]: EntryOf<Part, keyof TraceDetails[Part]>
}[TracePart]
