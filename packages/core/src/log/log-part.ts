import type { AuthStateManager } from '../auth/auth-state-manager.ts'
import type { Cause } from '../cause.ts'
import type { Scope } from '../change-source.ts'
import type { ConnectionEvent, ConnectionState, Want } from '../connection/state.ts'
import { isolated } from '../fault.ts'
import { isOfUser, type Family } from '../invalidation/families.ts'
import { createListeners } from '../listeners.ts'
import type { Running } from '../machine.ts'
import type { BackendReports } from '../polling/backend-reports.ts'
import type { Polling } from '../polling/polling.ts'
import { bookmarking, type BookmarkingHost } from './bookmarking.ts'
import type { FollowedLog, LogHost } from './follow-log.ts'
import { logPace } from './log-pace.ts'
import type { LogView } from './log-status.ts'
import { noteOwnWrites, type OwnWrites } from './own-writes.ts'
import { shown, type ShownHost } from './shown.ts'

/** What a cache was vouched for with, to be kept with it: text only, so that it can be stored and sent. */
export interface Bookmark {
  readonly scopeId: string
  readonly userId: string
  readonly cursor: string
}

export interface LogPartHost extends Omit<
  LogHost,
  'log' | 'onDrop' | 'onLeave' | 'onReturn' | 'onRouted' | 'onSilentLoss'
> {
  readonly connection: Running<ConnectionState, ConnectionEvent>
  readonly auth: Pick<AuthStateManager, 'addCore'>
  readonly polling: Pick<Polling, 'pollMode' | 'options'>
  readonly router: ShownHost['router'] & BookmarkingHost['router']
  /** Which tell when our own writes are answered. */
  readonly reports: BackendReports | undefined
}

/** A change log that is being followed. */
export interface LogPart {
  /** Push was proved: what came before is asked for. */
  readonly proved: () => void
  /**
   * Of the scope that is followed now: what it returns resolves when every query on screen shows what was committed
   * there until it is called; see `Realtime.settled`.
   */
  readonly shown: () => () => Promise<void>
  /** See `Realtime.bookmark`. */
  readonly bookmark: () => Bookmark | undefined
  /** See `Realtime.resume`. */
  readonly resume: (bookmark: Bookmark) => void
  /** When our own write, of which `change` tells, was answered; undefined: it was not, or is not ours. */
  readonly answeredAt: OwnWrites['answeredAt']
  readonly stop: () => void
}

/** What polling sees of a log, before it is followed; and what follows it. */
export interface PreparedLog {
  readonly view: LogView
  readonly start: (host: LogPartHost) => LogPart | undefined
}

export type PrepareLog = (families: readonly Family[]) => PreparedLog

/** Tells the log machine what happens around it. */
export function wired(followed: FollowedLog, host: LogPartHost, stopTelling: () => void): LogPart {
  const { auth, connection, polling, router } = host
  const own = noteOwnWrites(router.nextOrder)
  const { bookmark, stop: stopBookmarking } = bookmarking(followed, router)
  const stopping = createListeners()
  let kept: Bookmark | undefined
  const want = (): void => {
    const scope = scopeOf(connection.current.want)
    const isKept = scope && kept?.scopeId === scope.id && kept.userId === scope.userId
    followed.send({ type: 'want', scope, cursor: isKept ? kept?.cursor : undefined })
    // For once: who leaves a scope and comes back begins anew.
    if (isKept) kept = undefined
  }
  const look = (): void => {
    want()
    if (connection.current.link.name !== 'live') followed.send({ type: 'lost' })
  }
  const pace = (): void =>
    followed.send({ type: 'pace', pace: logPace(polling.pollMode.current, polling.options()) })
  pace()
  look()
  const undos = [
    stopTelling,
    stopBookmarking,
    host.reports?.subscribe(report => {
      if (report.type === 'answered' && report.wrote !== undefined) own.answered(report.wrote)
    }),
    polling.pollMode.subscribe(pace),
    connection.subscribe(look),
    auth.addCore(({ type }) => {
      // What was refused to the last token may be granted to this one.
      if (type === 'token-changed' && followed.current.refusals > 0)
        followed.send({ type: 'ask', why: 'wish' })
    }),
  ]
  return {
    answeredAt: own.answeredAt,
    shown: () => {
      const { scope } = followed.current
      return () => shown({ ...host, ask: () => followed.ask(scope), onStop: stopping.add })
    },
    proved: () => followed.send({ type: 'proved' }),
    bookmark,
    resume: bookmark => {
      kept = bookmark
      const { cursor, left } = followed.current
      // Not asked too late, as long as nothing was answered.
      if (cursor === undefined && !left) followed.send({ type: 'want', scope: undefined })
      want()
    },
    stop: () => {
      stopping.tell()
      for (const undo of undos) undo?.()
      followed.stop()
    },
  }
}

/** Also while realtime is switched off: then the log is polled. */
function scopeOf({ scopeId, userId }: Want): Scope | undefined {
  return scopeId === undefined || userId === undefined ? undefined : { id: scopeId, userId }
}

/** The channel is left, and what is on screen is polled. */
export function leaveScope({ connection }: Pick<LogPartHost, 'connection'>, cause: Cause): void {
  connection.send({ type: 'lost', epoch: connection.current.epoch, cause })
}

/** What the caches show of a refused scope is forgotten, but for the user's own, and what is on screen asked for anew. */
export function dropScope(
  { router }: Pick<LogPartHost, 'router'>,
  families: readonly Family[],
): void {
  for (const [query, refetcher] of Array.from(router.covered()))
    isolated(() => {
      if (isOfUser(query.queryKey, families)) query.invalidate()
      else query.reset()
      if (query.isActive()) refetcher.fetch(query)
    })
}
