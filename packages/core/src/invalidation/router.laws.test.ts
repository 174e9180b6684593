import { QueryObserver } from '@tanstack/query-core'
import fc from 'fast-check'
import { expect, test } from 'vitest'
import { world } from '../../test/world.ts'
import { settle } from '../testing/index.ts'

/** Added to every wait. */
const SPREAD_MS = 300

const lists = ['a', 'b'] as const
type List = (typeof lists)[number]
type Held = { readonly lists: readonly List[]; readonly endsAt: number; readonly end: () => void }
type World = ReturnType<typeof table>

/** Two lists in a database that anything may happen to; a fetch shows what there was when it started. */
function table() {
  const w = world({ random: 0.4, realtime: { windows: { spreadMs: SPREAD_MS } } })
  w.queryClient.setDefaultOptions({
    queries: { retry: false, staleTime: Infinity, gcTime: Infinity },
  })
  const version = { a: 1, b: 1 }
  const open: Record<List, { readonly land: () => void; readonly fail: () => void }[]> = {
    a: [],
    b: [],
  }
  const mounted: Record<List, { readonly shown: () => unknown; readonly undo: () => void }[]> = {
    a: [],
    b: [],
  }
  const holds: Held[] = []
  /** Whether the server tells of changes; a machine that is said to be offline may still hear them. */
  const server = { tells: false }
  const pace = { landsAfterMs: undefined as number | undefined }
  let mostInFlight = 0
  let holdsTaken = 0
  const queryFn =
    (list: List) =>
    (context: { readonly signal: AbortSignal }): Promise<number> => {
      const seen = version[list]
      return new Promise((resolve, reject) => {
        const done = (how: () => void) => () => {
          open[list] = open[list].filter(fetch => fetch !== entry)
          how()
        }
        const entry = {
          land: done(() => resolve(seen)),
          fail: done(() => reject(new Error('failed'))),
        }
        open[list].push(entry)
        // One list can be aborted. Of the other, what a hold has cancelled runs on, and does not count.
        if (list === 'a')
          context.signal.addEventListener(
            'abort',
            done(() => undefined),
          )
        if (list === 'a' || holdsTaken === 0)
          mostInFlight = Math.max(mostInFlight, open[list].length)
        if (pace.landsAfterMs !== undefined) w.clock.after(pace.landsAfterMs, entry.land)
      })
    }
  const mount = (list: List): void => {
    const observer = new QueryObserver(w.queryClient, {
      queryKey: ['list', list],
      queryFn: queryFn(list),
    })
    mounted[list].push({
      shown: () => observer.getCurrentResult().data,
      undo: observer.subscribe(() => undefined),
    })
  }
  const commit = (list: List): void => {
    version[list] += 1
    if (!server.tells) return
    const row = { list }
    const change = {
      kind: 'row',
      schema: 'public',
      table: 'rows',
      operation: 'UPDATE',
      row,
      old: {},
    } as const
    w.source.say({ type: 'change', change })
  }
  const lose = (code: 'socket-closed' | 'channel-error'): void => {
    server.tells = false
    w.source.say({ type: 'lost', cause: { code, message: 'cut' } })
  }
  const goLive = (): void => {
    server.tells = true
    w.source.goLive()
  }
  const hold = (held: readonly List[], timeoutMs: number): void => {
    holdsTaken += 1
    const end = w.realtime.hold(held.length > 1 ? ['list'] : ['list', held[0]], { timeoutMs })
    holds.push({ lists: held, endsAt: w.clock.now() + timeoutMs, end })
  }
  const release = (one: Held | undefined): void => {
    if (one !== undefined) holds.splice(holds.indexOf(one), 1)
    one?.end()
  }
  return {
    ...w,
    commit,
    goLive,
    hold,
    holds,
    lose,
    mount,
    mounted,
    open,
    pace,
    release,
    version,
    mostInFlight: () => mostInFlight,
  }
}

const steps: Record<string, (w: World, list: List, ms: number) => void> = {
  commit: (w, list) => w.commit(list),
  land: (w, list) => w.open[list][0]?.land(),
  fail: (w, list) => w.open[list][0]?.fail(),
  mount: (w, list) => w.mount(list),
  unmount: (w, list) => w.mounted[list].pop()?.undo(),
  hide: ({ environment }) => environment.visible.set(false),
  show: ({ environment, source }) => {
    environment.visible.set(true)
    source.say({ type: 'alive' })
  },
  offline: ({ environment }) => environment.online.set(false),
  online: ({ environment, source }) => {
    environment.online.set(true)
    source.say({ type: 'alive' })
  },
  drop: w => w.lose('socket-closed'),
  refuse: w => w.lose('channel-error'),
  live: w => w.goLive(),
  switchOff: ({ realtime }) => realtime.setEnabled(false),
  switchOn: ({ realtime }) => realtime.setEnabled(true),
  refetch: ({ queryClient }, list) =>
    void queryClient.refetchQueries({ queryKey: ['list', list] }, { cancelRefetch: false }),
  invalidate: ({ queryClient, version }, list) => {
    version[list] += 1
    void queryClient.invalidateQueries({ queryKey: ['list', list] }, { cancelRefetch: false })
  },
  setByHand: ({ queryClient }, list) =>
    void queryClient.setQueryData(['list', list], (data: unknown) => data),
  hold: (w, list) => w.hold([list], 5_000),
  holdAll: w => w.hold(lists, 2_000),
  release: (w, _, ms) => w.release(w.holds[ms % w.holds.length]),
  attachAgain: ({ queryClient, realtime }) => void realtime.attach(queryClient.getQueryCache()),
  pass: ({ clock }, _, ms) => clock.advance(ms),
}

/** The data of each held list, by hold, that has any. */
function shownUnderHolds({ clock, holds, queryClient }: World): Map<string, unknown> {
  const shown = new Map<string, unknown>()
  holds.forEach(({ lists: held, endsAt }, i) => {
    for (const list of held) {
      const data = queryClient.getQueryData(['list', list])
      if (endsAt > clock.now() && data !== undefined) shown.set(`${list} ${endsAt} ${i}`, data)
    }
  })
  return shown
}

const anything = fc.array(
  fc.tuple(fc.constantFrom(...Object.keys(steps)), fc.constantFrom(...lists), fc.nat(3_000)),
  { maxLength: 30 },
)

/** How long after everything has gone quiet a query may take: a poll with its jitter, and a fetch. */
const BOUND_MS = 7_000 + SPREAD_MS
/** The same after failures: a minute's wait with its jitter, then all that waited spread over a second. */
const BOUND_AFTER_FAILURES_MS = 63_000 + SPREAD_MS

test('R1, R2, R7: whatever happens, what is on screen converges, no query is fetched twice at a time, and none changes under a hold', async () => {
  await fc.assert(
    fc.asyncProperty(anything, async trace => {
      const w = table()
      w.realtime.follow('a')
      for (const [step, list, ms] of trace) {
        const before = shownUnderHolds(w)
        steps[step]?.(w, list, ms)
        await settle()
        const after = shownUnderHolds(w)
        for (const [key, data] of before) if (after.has(key)) expect(after.get(key)).toBe(data)
      }
      while (w.holds.length > 0) w.release(w.holds[0])
      w.environment.online.set(true)
      w.environment.visible.set(true)
      w.source.say({ type: 'alive' })
      w.pace.landsAfterMs = 50
      for (const list of lists) for (const fetch of w.open[list]) fetch.land()
      const failed = trace.some(([step]) => step === 'fail')
      await w.clock.pass(failed ? BOUND_AFTER_FAILURES_MS : BOUND_MS)
      for (const list of lists)
        for (const { shown } of w.mounted[list]) expect(shown()).toBe(w.version[list])
      expect(w.mostInFlight()).toBeLessThanOrEqual(1)
      w.realtime.stop()
      w.queryClient.clear()
    }),
    { numRuns: 400 },
  )
})
