import type { ChangeLog, Clock, LogAnswer, RowsChange, Scope } from '@everfresh/core'
import type { SupabaseClient } from '@supabase/supabase-js'
import {
  failureOf,
  FeedFailure,
  isAbsence,
  isBadCursor,
  refusedScopes,
  unreadableAnswer,
  untracked,
} from './feed-failure.ts'
import { noteFeed } from './feed-notes.ts'
import { isRecord, loggedChanges } from './to-rows-change.ts'

export interface FeedHost {
  readonly client: SupabaseClient
  readonly clock: Clock
  readonly scopesOf: (scope: Scope) => readonly string[]
  readonly isTold: (change: RowsChange) => boolean
  /** The tables, of the schema `public`, that are read and must be followed. */
  readonly tables: readonly string[]
}

/** An index scan over what is new takes milliseconds; a dead connection takes minutes to be found dead. */
const LIMIT_MS = 10_000
/** The database does one step a minute at most. */
const ROTATE_EVERY_MS = 60_000

/** Asks the database what changed, with one request for all feed scopes of a scope. */
export function askFeed(host: FeedHost): ChangeLog<RowsChange>['since'] {
  const { client, clock } = host
  const rotate = rotating(host)
  return async (scope, cursor) => {
    const scopes = host.scopesOf(scope)
    // A cursor vouches for these scopes only: kept by an app that has other ones now, it vouches for nothing.
    const mark = `${JSON.stringify(scopes)} `
    const since = cursor?.startsWith(mark) === true ? cursor.slice(mark.length) : undefined
    try {
      const { answer, isRotationDue } = await read(host, scopes, since)
      const refused = answer.type === 'refused' ? answer.message : undefined
      noteFeed(client, { refused, failure: undefined })
      if (isRotationDue) rotate(clock.now())
      return answer.type === 'told' ? { ...answer, cursor: mark + answer.cursor } : answer
    } catch (error) {
      const failure = error instanceof FeedFailure ? error : failureOf({ message: String(error) })
      noteFeed(client, { failure })
      if (isAbsence(failure)) return { type: 'absent', message: failure.message }
      throw failure
    }
  }
}

interface Read {
  readonly answer: LogAnswer<RowsChange>
  readonly isRotationDue: boolean
}

async function read(
  host: FeedHost,
  scopes: readonly string[],
  cursor: string | undefined,
): Promise<Read> {
  const { data, error } = await request(host, scopes, cursor)
  if (error === null) return readAnswer(data, host)
  const refused = refusedScopes(error)
  if (refused !== undefined) {
    const message = `There is no ${refused.join(', ')}, or it is not this user's to read: everfresh.can_read says so.`
    return { answer: { type: 'refused', message }, isRotationDue: false }
  }
  // Begun anew it says that it is not complete, and everything is fetched.
  if (cursor !== undefined && isBadCursor(error)) return read(host, scopes, undefined)
  throw failureOf(error)
}

/** One request, within the limit. */
function request(
  { client, clock }: FeedHost,
  scopes: readonly string[],
  cursor: string | undefined,
): Promise<{ readonly data: unknown; readonly error: unknown }> {
  const own = new AbortController()
  return new Promise((resolve, reject) => {
    const disarm = clock.after(LIMIT_MS, () => {
      const late = new FeedFailure(
        'unavailable',
        `The feed did not answer within ${LIMIT_MS / 1_000} s.`,
      )
      // By this name whoever watches requests knows that it is the backend's fault.
      own.abort(Object.assign(new Error(late.message), { name: 'TimeoutError' }))
      reject(late)
    })
    client
      .schema('public')
      .rpc('changes_since', { scopes, cursor: cursor ?? null })
      .abortSignal(own.signal)
      .then(resolve, reject)
      .then(disarm)
  })
}

function readAnswer(data: unknown, { isTold, tables }: FeedHost): Read {
  if (!isRecord(data)) throw unreadableAnswer
  const { cursor, complete, reason, tables: tracked } = data
  const changes = loggedChanges(data['changes'])
  if (typeof cursor !== 'string' || typeof complete !== 'boolean') throw unreadableAnswer
  if (changes === undefined || !Array.isArray(tracked)) throw unreadableAnswer
  const missing = tables.filter(table => !tracked.includes(`public.${table}`))
  if (missing.length > 0) throw untracked(missing)
  const pollAfterMs = data['poll_after_ms']
  return {
    answer: {
      type: 'told',
      cursor,
      complete,
      ...(typeof reason === 'string' && { reason }),
      changes: changes.filter(({ change }) => isTold(change)),
      ...(typeof pollAfterMs === 'number' && { pollAfterMs }),
    },
    isRotationDue: data['rotate'] === true,
  }
}

/** Helps the database to tidy up. Nobody waits for it, and the next client helps if this one could not. */
function rotating({ client }: FeedHost): (now: number) => void {
  let lastAt = -Infinity
  return now => {
    if (now - lastAt < ROTATE_EVERY_MS) return
    lastAt = now
    const done = (): undefined => undefined
    void client.schema('public').rpc('everfresh_rotate').then(done, done)
  }
}
