import type { AuthStateManager } from '../auth/auth-state-manager.ts'
import type { ChangeLog, Scope } from '../change-source.ts'
import type { ConnectionEvent, ConnectionState, Want } from '../connection/state.ts'
import type { Family } from '../invalidation/families.ts'
import { createListeners } from '../listeners.ts'
import type { Running } from '../machine.ts'
import type { Polling } from '../polling/polling.ts'
import { cell } from '../source.ts'
import { followLog, type FollowedLog, type LogHost } from './follow-log.ts'
import { logPace } from './log-pace.ts'
import { coveredBy, statusOfLog, type LogStatus, type LogView } from './log-status.ts'

/** What a cache was vouched for with, to be kept with it: text only, so that it can be stored and sent. */
export interface Bookmark {
  readonly scopeId: string
  readonly userId: string
  readonly cursor: string
}

export interface LogPartHost extends Omit<LogHost, 'log' | 'onSilentLoss'> {
  readonly connection: Running<ConnectionState, ConnectionEvent>
  readonly auth: Pick<AuthStateManager, 'addCore'>
  readonly polling: Pick<Polling, 'pollMode' | 'options'>
}

/** A change log that is being followed. */
export interface LogPart extends Pick<FollowedLog, 'ask' | 'isRouted'> {
  /** Push was proved: what came before is asked for. */
  readonly proved: () => void
  /** Where the next question begins; undefined: nothing is vouched for yet. */
  readonly bookmark: () => Bookmark | undefined
  /** The caches hold what was vouched for with `bookmark`: what changed since is asked for, not everything. */
  readonly resume: (bookmark: Bookmark) => void
  readonly stop: () => void
}

/** What polling sees of a log, before it is followed; and what follows it. */
export function prepareLog(
  log: ChangeLog | undefined,
  families: readonly Family[],
): { readonly view: LogView; readonly start: (host: LogPartHost) => LogPart | undefined } {
  const status = cell<LogStatus | undefined>(undefined)
  const answers = createListeners()
  let knownAt = -Infinity
  const view: LogView = {
    status,
    knownAt: () => knownAt,
    onAnswer: answers.add,
    covers: coveredBy(families, log?.tables),
  }
  const start = (host: LogPartHost): LogPart | undefined => {
    if (log === undefined) return undefined
    let silentLosses = 0
    const tell = (): void => {
      const { current } = followed
      status.set(
        current.scope && sameOr(status.current, { status: statusOfLog(current), silentLosses }),
      )
      const isLater = current.knownAt !== knownAt
      knownAt = current.knownAt
      if (isLater) answers.tell()
    }
    const onSilentLoss = (commits: number): void => {
      silentLosses += commits
      tell()
    }
    const followed = followLog({ ...host, log, onSilentLoss })
    return wired(followed, host, followed.subscribe(tell))
  }
  return { view, start }
}

function sameOr(before: LogStatus | undefined, after: LogStatus): LogStatus {
  const same = before?.status === after.status && before.silentLosses === after.silentLosses
  return same ? before : after
}

/** Tells the log machine what happens around it. */
function wired(followed: FollowedLog, host: LogPartHost, stopTelling: () => void): LogPart {
  const { auth, connection, polling } = host
  let kept: Bookmark | undefined
  const want = (): void => {
    const scope = scopeOf(connection.current.want)
    const isKept = kept?.scopeId === scope?.id && kept?.userId === scope?.userId
    followed.send({ type: 'want', scope, cursor: isKept ? kept?.cursor : undefined })
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
    polling.pollMode.subscribe(pace),
    connection.subscribe(look),
    auth.addCore(({ type }) => {
      // What was refused to the last token may be granted to this one.
      if (type === 'token-changed' && followed.current.refusals > 0)
        followed.send({ type: 'ask', why: 'wake' })
    }),
  ]
  return {
    ask: followed.ask,
    isRouted: followed.isRouted,
    proved: () => followed.send({ type: 'proved' }),
    bookmark: () => {
      const { cursor, scope } = followed.current
      if (cursor === undefined || scope === undefined) return undefined
      return { scopeId: scope.id, userId: scope.userId, cursor }
    },
    resume: bookmark => {
      kept = bookmark
      // Not asked too late, as long as nothing was answered.
      if (followed.current.cursor === undefined) followed.send({ type: 'want', scope: undefined })
      want()
    },
    stop: () => {
      for (const undo of undos) undo()
      followed.stop()
    },
  }
}

/** Also while realtime is switched off: then the log is polled. */
function scopeOf({ scopeId, userId }: Want): Scope | undefined {
  return scopeId === undefined || userId === undefined ? undefined : { id: scopeId, userId }
}
