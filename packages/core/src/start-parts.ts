import { startConnection } from './connection/connection.ts'
import type { ConnectionEvent, ConnectionState } from './connection/state.ts'
import { keyOfFamily } from './invalidation/families.ts'
import { hearing } from './invalidation/hearing.ts'
import { createInvalidationRouter, type InvalidationRouter } from './invalidation/router.ts'
import type { DomainEvent } from './invalidation/rules.ts'
import type { LogPart, PreparedLog } from './log/log-part.ts'
import { noLog } from './log/log-status.ts'
import type { Running } from './machine.ts'
import type { PollOptions } from './polling/policy.ts'
import { startPolling, type Polling } from './polling/polling.ts'
import type { RealtimeOptions } from './realtime.ts'

const withoutLog: PreparedLog = { view: noLog, start: () => undefined }

export type World = Required<
  Pick<RealtimeOptions<never>, 'clock' | 'random' | 'trace' | 'environment'>
>

/** What a `Realtime` is made of. */
export interface Parts<Event extends DomainEvent> {
  readonly connection: Running<ConnectionState, ConnectionEvent>
  /** Undefined: the source has no change log. */
  readonly log: LogPart | undefined
  readonly polling: Polling
  readonly router: InvalidationRouter<Event>
  readonly stops: readonly (() => void)[]
}

/** Starts what a `Realtime` is made of, and joins it. */
export function startParts<Event extends DomainEvent>(
  options: RealtimeOptions<Event>,
  pollOptions: PollOptions,
  world: World,
): Parts<Event> {
  const router = createInvalidationRouter<Event>({
    ...options,
    ...world,
    families: options.families.map(keyOfFamily),
    mayFetch: query => polling.mayFetch(query),
    onNews: (query, news) => polling.hear(query, news),
  })
  const heard = hearing({
    ...options,
    ...world,
    ...router,
    answeredAt: change => log?.answeredAt(change),
  })
  const catchUp = (): void => {
    router.catchUp()
    // What listens to the database is proved: what reads it may be back too.
    polling.wish()
  }
  const { connection, stop } = startConnection({
    ...options,
    ...world,
    onChange: heard.change,
    onCatchUp: () => (log === undefined ? catchUp() : log.proved()),
  })
  // Before anybody is known, so that the state begins as it does on a server.
  const nobody = { scopeId: undefined, userId: undefined }
  connection.send({ type: 'want', want: { enabled: options.enabled ?? true, ...nobody } })
  const { start, view } = options.source.changeLog?.prepare(options.families) ?? withoutLog
  const polling = startPolling({
    ...world,
    ...router,
    connection,
    families: options.families,
    log: view,
    options: pollOptions,
    reports: options.backend,
    // What kept requests from the backend has most likely kept the socket from it too.
    onBack: () => connection.send({ type: 'heal', priority: 'medium' }),
    onUnauthorized: options.auth.check,
  })
  const log = start({
    ...world,
    auth: options.auth,
    connection,
    polling,
    router,
    reports: options.backend,
    hearing: heard,
    onCatchUp: catchUp,
    onResumed: router.forgetChanges,
  })
  const stops = [() => log?.stop(), polling.stop, stop, router.stop]
  return { connection, log, polling, router, stops }
}
