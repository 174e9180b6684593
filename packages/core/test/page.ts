import {
  QueryObserver,
  timeoutManager,
  type QueryClient,
  type QueryObserverOptions,
} from '@tanstack/query-core'
import { runTanStackOn } from './tanstack-timers.ts'
import { world } from './world.ts'

type WorldOptions = NonNullable<Parameters<typeof world>[0]>

export interface Request {
  readonly at: number
  readonly list: number
}

/** What a backend does with a request; it takes 50 ms for it. */
export type Answer = 'answers' | 'fails' | 'hangs'

/** A page of lists over a backend that may fail, all loaded at 50 ms by the manual clock. */
export async function page(lists: number, options: WorldOptions = {}) {
  const w = world(options)
  runTanStackOn(w.clock, timeoutManager)
  const backend = { does: (_request: Request): Answer => 'answers' }
  const requests: Request[] = []

  const fetchList = (list: number) => (): Promise<number> => {
    const request = { at: w.clock.now(), list }
    requests.push(request)
    const { version } = w.database
    return new Promise((resolve, reject) => {
      const answer = backend.does(request)
      if (answer === 'hangs') return
      w.clock.after(50, () =>
        answer === 'answers' ? resolve(version) : reject(new Error('the backend failed')),
      )
    })
  }
  const watch = (
    list: number,
    own: Omit<QueryObserverOptions<number>, 'queryKey'> = {},
    client: QueryClient = w.queryClient,
  ): QueryObserver<number> => {
    const queryKey = ['list', String(list)]
    const observer = new QueryObserver(client, { ...own, queryKey, queryFn: fetchList(list) })
    observer.subscribe(() => undefined)
    return observer
  }

  w.realtime.follow('a')
  const shown = Array.from({ length: lists }, (_, list) => watch(list))
  await w.clock.pass(50)
  requests.length = 0
  return {
    ...w,
    backend,
    requests,
    shown,
    watch,
    /** How many requests came in each of the given stretches of time, in s. */
    requestsIn: (...stretches: readonly (readonly [number, number])[]) =>
      stretches.map(
        ([from, to]) => requests.filter(({ at }) => at >= from * 1_000 && at < to * 1_000).length,
      ),
  }
}
