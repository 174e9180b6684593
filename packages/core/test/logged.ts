import type { ChangeLog, RowsChange } from '../src/change-source.ts'
import type { QueryKey } from '../src/invalidation/query-cache.ts'
import { scriptedLog, settle } from '../src/testing/index.ts'
import { world, type WorldOptions } from './world.ts'

interface CommitOptions {
  /** Whether push tells of it. Default true. */
  readonly pushed?: boolean
  readonly origin?: string
  /** Too many commits to say which. */
  readonly many?: boolean
}

/**
 * A page that follows `a` of a source with a change log, and what it does, second by second: which questions it
 * asks, what it fetches, and when it is live.
 */
export async function logged({ realtime, ...options }: Omit<WorldOptions, 'log'> = {}) {
  const script = scriptedLog(['rows'])
  const lines: string[] = []
  const note = (what: string): void =>
    void lines.push(`${Math.round(w.clock.now() / 100) / 10} ${what}`)
  const log: ChangeLog = {
    tables: script.tables,
    since: (scope, cursor) => {
      note(`asks ${scope.id}${cursor === undefined ? '' : ` since ${cursor}`}`)
      return script.since(scope, cursor)
    },
  }
  const w = world({ ...options, log, ...(realtime && { realtime }) })
  w.queryClient.getQueryCache().subscribe(event => {
    if (event.type === 'updated' && event.action.type === 'fetch')
      note(`fetches ${event.query.queryKey.join(' ')}`)
  })
  let was: 'live' | 'not live' = 'not live'
  w.realtime.state.subscribe(() => {
    const is = w.realtime.state.current.status === 'live' ? 'live' : 'not live'
    if (is !== was) note(`is ${is}`)
    was = is
  })
  w.realtime.follow('a')
  await settle()

  let commits = 0
  /** Commits a change of `list`, which the log keeps. */
  const commit = (list: string, { pushed = true, many = false, origin }: CommitOptions = {}) => {
    w.database.version += 1
    commits += 1
    const change: RowsChange = {
      kind: 'rows',
      schema: 'public',
      table: 'rows',
      operation: 'UPDATE',
      ids: [`${list}-1`],
      route: { list: [list] },
      ...(many ? {} : { id: `tx ${commits}` }),
      ...(origin === undefined ? {} : { origin }),
    }
    script.keep(change)
    if (pushed) w.source.say({ type: 'change', change })
    return change
  }
  /** What happened since it was last looked at. */
  const story = (): readonly string[] => lines.splice(0)
  return { ...w, commit, log: script, story, silentLosses: () => losses(w) }
}

function losses({ realtime }: Pick<ReturnType<typeof world>, 'realtime'>): number | undefined {
  return realtime.state.current.log?.silentLosses
}

/** The same with a cursor, and `lists` on screen, each fetched after it came. Not live yet. */
export async function vouched(lists: readonly QueryKey[] = [['list', 'a']], options = {}) {
  const l = await logged(options)
  await l.log.answer()
  const queries = lists.map(key => l.watch(key))
  await l.clock.pass(0)
  for (const query of queries) await query.answer()
  await l.clock.pass(1_000)
  l.story()
  const [list = l.watch(['list', 'a'])] = queries
  return { ...l, list, queries }
}

/** The same, live, and what was missed until then was asked for. */
export async function liveAndVouched(lists?: readonly QueryKey[], options = {}) {
  const l = await vouched(lists, options)
  l.source.goLive()
  await settle()
  await l.log.answer()
  await l.clock.pass(1_000)
  l.story()
  return l
}
