import { QueryClient, QueryObserver, hashKey } from '@tanstack/query-core'
import { createAuthStateManager } from '../../src/auth/auth-state-manager.ts'
import type { QueryKey } from '../../src/invalidation/query-cache.ts'
import { changeLog } from '../../src/log/change-log.ts'
import { pollInterval } from '../../src/polling/policy.ts'
import { createRealtime, type Realtime } from '../../src/realtime.ts'
import { createReconnectScheduler } from '../../src/reconnect/reconnect-scheduler.ts'
import { manualEnvironment, type ManualEnvironment } from '../../src/testing/index.ts'
import { createTrace } from '../../src/trace/create-trace.ts'
import { noTrace } from '../../src/trace/trace.ts'
import { families, projectsOf, rules, toEvents, viewsOf, type AppEvent, type User } from './app.ts'
import { chanceOf } from './chance.ts'
import type { Context } from './context.ts'
import type { TabClock } from './device.ts'
import { logOf } from './feed.ts'
import { noteHeard } from './heard.ts'
import type { Login } from './login.ts'
import { createPush, type Push } from './push.ts'
import type { Rest } from './rest.ts'
import { heldBy, interrupted, observeFetch, releasedBy, watched, type Watched } from './watched.ts'

interface View {
  readonly key: QueryKey
  readonly observer: QueryObserver<string>
  readonly close: () => void
  wasShown: boolean
}

/** What counts towards how many requests a tab may make. */
interface Counts {
  /** How often, and how long, its queries were polled each by itself. */
  polledTimes: number
  polledMs: number
  proofs: number
  /** Answers of a log that do not tell everything. */
  incomplete: number
  wakes: number
  modeChanges: number
}

/** A browser tab: the real core, a real QueryClient for each user, and a person. */
export interface Tab {
  readonly name: string
  readonly clock: TabClock
  readonly push: Push
  readonly realtime: Realtime<AppEvent>
  readonly environment: ManualEnvironment
  readonly counts: Counts
  readonly project: () => string | undefined
  readonly user: () => User | undefined
  readonly client: () => QueryClient
  readonly queries: () => Iterable<Watched>
  readonly watch: (key: QueryKey) => Watched
  readonly views: () => Iterable<View>
  readonly isHeld: (key: QueryKey) => boolean
  /** When a request last failed, also one of somebody who has left. */
  readonly failedAt: () => number
  readonly isOpen: () => boolean
  readonly mount: (nth: number, byHook: boolean) => void
  readonly unmount: (nth: number) => void
  readonly goTo: (nth: number) => void
  /** As StrictMode and hot reload do: everything once more, then the first away. */
  readonly remount: () => void
  readonly prefetch: (nth: number) => void
  readonly invalidate: (nth: number) => void
  readonly refetch: (nth: number) => void
  /** Shows a change at once and sends it under a hold; a failure takes it back. */
  readonly mutate: (nth: number, write: (origin: string) => void) => void
  /** Shows what a person moves about, for `ms`, then sends it. */
  readonly drag: (nth: number, ms: number, write: (origin: string) => void) => void
  readonly close: () => void
  readonly settleCounts: () => void
}

export function openTab(context: Context, login: Login, rest: Rest, name: string): Tab {
  const { clock: world, device, violate, log } = context
  const chance = chanceOf(context.seed, `tab ${name}`)
  const environment = manualEnvironment()
  environment.online.set(device.online.current)
  const clock = device.tabClock(environment.visible)
  const counts: Counts = {
    polledTimes: 0,
    polledMs: 0,
    proofs: 0,
    incomplete: 0,
    wakes: 0,
    modeChanges: 0,
  }
  let polledSince: number | undefined = world.now()
  let state: 'open' | 'closed' = 'open'
  let user: User | undefined
  let client = newClient()
  let detach = (): void => undefined
  let queries = new Map<string, Watched>()
  let views: View[] = []
  let projectIndex = 0
  let failedAt = -Infinity
  const unfinished = new Set<string>()
  let unfollow = (): void => undefined

  const project = (): string | undefined =>
    user === undefined ? undefined : projectsOf[user][projectIndex]

  const heard = noteHeard({
    now: () => world.now(),
    queries: () => queries.values(),
    reports: rest.reports,
    counts,
  })
  const push = createPush({
    context,
    login,
    // The client's timers, not ours.
    clock: device.tabClock(environment.visible),
    name,
    onReport: heard.pushed,
  })
  const trace = context.traced ? createTrace(clock, { rows: true }) : noTrace
  const auth = createAuthStateManager({ sessions: login.newTab(), clock, trace })
  const followed = changeLog(
    logOf(async (scope, cursor) => {
      const answer = await rest.ask(scope, cursor)
      heard.answered(answer, scope)
      return answer
    }),
  )
  const realtime: Realtime<AppEvent> = createRealtime<AppEvent>({
    source: context.feed === undefined ? push.source : { ...push.source, changeLog: followed },
    auth,
    toEvents,
    rules,
    families,
    clock,
    random: chance.draw,
    environment,
    trace,
    // Some apps let us see their requests, others do not.
    ...(chance.in(0.5) ? { backend: rest.reports } : {}),
  })
  const scheduler = createReconnectScheduler({ clock, dispatch: realtime.heal, trace })

  const watch = (key: QueryKey): Watched => {
    const hash = hashKey(key)
    const query = queries.get(hash) ?? watched(key)
    queries.set(hash, query)
    return query
  }
  const optionsOf = (key: QueryKey) => ({
    queryKey: key,
    queryFn: () => {
      const whose = user
      if (state === 'closed') violate('stop', `${name}: a fetch after the end`)
      if (whose === undefined) violate('A4', `${name}: a fetch for nobody`)
      const failed = (error: unknown): never => {
        failedAt = world.now()
        throw error
      }
      return observeFetch(watch(key), context, name, () => rest.get(key)).catch(failed)
    },
  })

  const show = (key: QueryKey, byHook: boolean): void => {
    const interval = (query: Parameters<typeof pollInterval>[1]): number | false =>
      pollInterval(realtime.pollMode.current, query, realtime.polling)
    const options = { ...optionsOf(key), ...(byHook ? { refetchInterval: interval } : {}) }
    watch(key).asked += 1
    const observer = new QueryObserver<string>(client, options)
    const undos = [observer.subscribe(() => undefined)]
    // What the hook's rerender does when the mode changes.
    if (byHook) undos.push(realtime.pollMode.subscribe(() => observer.setOptions({ ...options })))
    const view: View = {
      key,
      observer,
      wasShown: false,
      close: () => {
        for (const undo of undos) undo()
        views = views.filter(other => other !== view)
      },
    }
    views.push(view)
  }
  const hideAll = (): void => {
    for (const view of views) view.close()
  }
  const showSome = (): void => {
    const scope = project()
    if (scope === undefined) return
    const [list, , count] = viewsOf(scope)
    if (list !== undefined) show(list, false)
    if (count !== undefined) show(count, chance.in(0.3))
  }
  const follow = (): void => {
    const before = unfollow
    unfollow = realtime.follow(project())
    before()
  }

  const arrive = (next: User | undefined): void => {
    if (next === user) return
    log(`${name} user ${next}`)
    hideAll()
    const isOther = user !== undefined
    user = next
    if (isOther) {
      detach()
      client.clear()
      client.unmount()
      unfinished.clear()
      client = newClient()
      client.mount()
      queries = new Map()
      detach = realtime.attach(client.getQueryCache())
    }
    projectIndex = 0
    follow()
    showSome()
  }
  auth.addCore(() => {
    const { current } = auth.state
    arrive(current.name === 'signed-in' ? (current.session.userId as User) : undefined)
  })

  const notePolled = (): void => {
    const { log: logged, muted, status } = realtime.state.current
    const isPushed = status === 'live' && muted.length === 0
    if (!isPushed && logged?.status !== 'trusted') {
      polledSince ??= world.now()
      return
    }
    if (context.feed === undefined || polledSince !== undefined) counts.polledTimes += 1
    if (polledSince !== undefined) counts.polledMs += world.now() - polledSince
    polledSince = undefined
  }
  realtime.state.subscribe(() => {
    const { status } = realtime.state.current
    log(`${name} ${status}`)
    notePolled()
    // A refused table's families are polled while the rest is live.
    if (status === 'live' && realtime.state.current.muted.length === 0) {
      // In a moment: what the socket has just said is heard in the same turn.
      void Promise.resolve().then(() => {
        const isLive = realtime.state.current.status === 'live'
        if (isLive && !push.isProved()) violate('C1', `${name}: live without a proof`)
      })
    }
  })
  realtime.pollMode.subscribe(() => (counts.modeChanges += 1))
  for (const sign of [environment.visible, environment.online])
    sign.subscribe(() => {
      if (!sign.current) return
      counts.wakes += 1
      scheduler.request({ source: 'world', reason: 'wake', priority: 'medium' })
      if (sign === environment.online) scheduler.online()
    })
  const undoOnline = device.online.subscribe(() => environment.online.set(device.online.current))

  client.mount()
  detach = realtime.attach(client.getQueryCache())
  const { current } = auth.state
  arrive(current.name === 'signed-in' ? (current.session.userId as User) : undefined)

  const nthKey = (nth: number): QueryKey | undefined => {
    const scope = project()
    return scope === undefined ? undefined : viewsOf(scope)[nth % 5]
  }
  const cached = (nth: number, work: (key: QueryKey) => void): void => {
    const view = views[nth % Math.max(1, views.length)]
    if (view === undefined) return
    watch(view.key).asked += 1
    work(view.key)
  }

  /** What a person does to a query's data, from the first movement to the server's word. */
  const work = (
    nth: number,
    word: string,
    write: (origin: string) => void,
    course: (send: () => Promise<void>) => Promise<void>,
  ): void =>
    cached(nth, queryKey => {
      const query = watch(queryKey)
      const [mine, before] = [client, client.getQueryData<string>(queryKey)]
      if (before === undefined || unfinished.has(hashKey(queryKey))) return
      const shows = `${before} (${word})`
      unfinished.add(hashKey(queryKey))
      const finish = (): void => {
        releasedBy(query, world.now())
        if (mine === client) unfinished.delete(hashKey(queryKey))
        // The hold ended with its user: the scope is fetched anew, over what is shown at once.
        else if (client.getQueryData(queryKey) !== undefined)
          interrupted(watch(queryKey), world.now())
        else watch(queryKey).asked += 2
      }
      const run = async (): Promise<void> => {
        client.setQueryData(queryKey, shows)
        heldBy(query, shows, world.now())
        try {
          await course(() => rest.send(write))
        } catch {
          if (mine === client && state === 'open') mine.setQueryData(queryKey, before)
        } finally {
          finish()
        }
      }
      void realtime.holdWhile([queryKey], run, { timeoutMs: Infinity }).then(() => {
        if (mine !== client || state === 'closed') return
        query.asked += 2
        void mine.invalidateQueries({ queryKey }, { cancelRefetch: false })
      })
    })

  return {
    name,
    clock,
    push,
    realtime,
    environment,
    counts,
    project,
    user: () => user,
    client: () => client,
    queries: () => queries.values(),
    watch,
    views: () => views,
    isHeld: key => unfinished.has(hashKey(key)),
    failedAt: () => failedAt,
    isOpen: () => state === 'open',
    mount: (nth, byHook) => {
      const key = nthKey(nth)
      if (key !== undefined) show(key, byHook)
    },
    unmount: nth => views[nth % Math.max(1, views.length)]?.close(),
    goTo: nth => {
      if (user === undefined) return
      hideAll()
      projectIndex = nth % 2
      follow()
      showSome()
    },
    remount: () => {
      const before = views
      views = []
      for (const { key } of before) show(key, false)
      for (const view of before) view.close()
      const undo = detach
      detach = realtime.attach(client.getQueryCache())
      undo()
      follow()
    },
    prefetch: nth => {
      const key = nthKey(nth)
      if (key === undefined) return
      watch(key).asked += 1
      void client.prefetchQuery(optionsOf(key))
    },
    invalidate: nth =>
      cached(nth, queryKey => {
        // A change like any other, also while a fetch is in flight.
        watch(queryKey).owedSince ??= world.now()
        void client.invalidateQueries({ queryKey }, { cancelRefetch: false })
      }),
    refetch: nth =>
      cached(nth, queryKey => {
        void client.refetchQueries({ queryKey }, { cancelRefetch: false })
      }),
    mutate: (nth, write) => work(nth, 'mine', write, async send => send()),
    drag: (nth, ms, write) =>
      work(nth, 'dragged', write, async send => {
        await new Promise<void>(resolve => void clock.after(ms, resolve))
        await send()
      }),
    close: () => {
      if (state === 'closed') return
      hideAll()
      unfollow()
      undoOnline()
      detach()
      realtime.stop()
      scheduler.stop()
      auth.stop()
      client.unmount()
      client.clear()
      state = 'closed'
    },
    settleCounts: () => {
      if (polledSince === undefined) return
      counts.polledMs += world.now() - polledSince
      polledSince = world.now()
    },
  }
}

function newClient(): QueryClient {
  return new QueryClient({
    defaultOptions: { queries: { retry: false, staleTime: Infinity, gcTime: Infinity } },
  })
}
