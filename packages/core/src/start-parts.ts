import { startConnection } from './connection/connection.ts'
import type { ConnectionEvent, ConnectionState } from './connection/state.ts'
import { isolated } from './fault.ts'
import { keyOfFamily } from './invalidation/families.ts'
import { hearing } from './invalidation/hearing.ts'
import { createInvalidationRouter, type InvalidationRouter } from './invalidation/router.ts'
import type { DomainEvent } from './invalidation/rules.ts'
import { prepareLog, type LogPart } from './log/log-part.ts'
import { noteOwnWrites } from './log/own-writes.ts'
import type { Running } from './machine.ts'
import type { PollOptions } from './polling/policy.ts'
import { startPolling, type Polling } from './polling/polling.ts'
import type { RealtimeOptions } from './realtime.ts'

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
  const own = noteOwnWrites(router.nextOrder)
  const hears = hearing({ ...options, ...world, ...router, answeredAt: own.answeredAt })
  const catchUp = (): void => {
    router.catchUp()
    // What listens to the database is proved: what reads it may be back too.
    polling.wish()
  }
  const { connection, stop } = startConnection({
    ...options,
    ...world,
    onChange: hears.change,
    onCatchUp: () => (log === undefined ? catchUp() : log.proved()),
  })
  // Before anybody is known, so that the state begins as it does on a server.
  const nobody = { scopeId: undefined, userId: undefined }
  connection.send({ type: 'want', want: { enabled: options.enabled ?? true, ...nobody } })
  const { start, view } = prepareLog(options.source.changeLog, options.families)
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
    hear: hears.logged,
    onCatchUp: catchUp,
    onDrop: message => {
      const { epoch } = connection.current
      connection.send({ type: 'lost', epoch, cause: { code: 'unauthorized', message } })
      drop(router)
    },
  })
  const undo = options.backend?.subscribe(report => {
    if (report.type === 'answered' && report.wrote !== undefined) own.answered(report.wrote)
  })
  const stops = [() => undo?.(), () => log?.stop(), polling.stop, stop, router.stop]
  return { connection, log, polling, router, stops }
}

/** What the caches show is not this user's to see any more: it is forgotten, and what is on screen asked for anew. */
function drop(router: Pick<InvalidationRouter<never>, 'covered'>): void {
  for (const [query, refetcher] of Array.from(router.covered()))
    isolated(() => {
      query.reset()
      if (query.isActive()) refetcher.fetch(query)
    })
}
