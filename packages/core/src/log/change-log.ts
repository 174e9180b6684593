import type { Change, ChangeLog, FollowableLog } from '../change-source.ts'
import { isLogged } from '../invalidation/families.ts'
import { createListeners } from '../listeners.ts'
import { sameFields } from '../same-fields.ts'
import { cell } from '../source.ts'
import { followLog } from './follow-log.ts'
import { everyMs } from './log-pace.ts'
import { dropScope, leaveScope, wired, type PrepareLog } from './log-part.ts'
import { statusOfLog, type LogStatus, type LogView } from './log-status.ts'

/**
 * Makes a log one that `createRealtime` follows, for a source's `changeLog`:
 * it asks for a cursor as soon as a scope is followed, for what was missed each time that push is proved, now and then
 * for what push has lost, and while there is no push instead of polling each query.
 */
export function changeLog<Heard extends Change>(log: ChangeLog<Heard>): FollowableLog<Heard> {
  return { ...log, prepare: families => preparing(log as unknown as ChangeLog, families) }
}

function preparing(log: ChangeLog, families: Parameters<PrepareLog>[0]): ReturnType<PrepareLog> {
  const status = cell<LogStatus | undefined>(undefined)
  const answers = createListeners()
  let knownAt = -Infinity
  let asked = Infinity
  const view: LogView = {
    status,
    knownAt: () => knownAt,
    onAnswer: answers.add,
    everyMs: () => (asked === Infinity ? undefined : asked),
    covers: key => isLogged(key, families, log.tables),
  }
  return {
    view,
    start: host => {
      let silentLosses = 0
      const tell = (): void => {
        const { current } = followed
        asked = everyMs(current)
        const pollAfterMs = current.pollAfterMs || undefined
        const after = { status: statusOfLog(current), silentLosses, pollAfterMs }
        status.set(current.scope && sameOr(status.current, after))
        // Nothing is known of a query as long as something may be told of it.
        if (current.knownAt === knownAt || !followed.isRouted()) return
        knownAt = current.knownAt
        answers.tell()
      }
      const onSilentLoss = (commits: number): void => {
        silentLosses += commits
        tell()
      }
      const followed = followLog({
        ...host,
        log,
        onDrop: () => dropScope(host, families),
        onLeave: cause => leaveScope(host, cause),
        onReturn: () => host.connection.send({ type: 'heal', priority: 'high' }),
        onRouted: tell,
        onSilentLoss,
      })
      return wired(followed, host, followed.subscribe(tell))
    },
  }
}

function sameOr(before: LogStatus | undefined, after: LogStatus): LogStatus {
  return before && sameFields(after, before) ? before : after
}
