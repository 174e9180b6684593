import { QueryClient, QueryObserver } from '@tanstack/query-core'
import { expect, test } from 'vitest'
import { createRefetcher } from '../../src/invalidation/refetcher.ts'
import { manualClock, settle } from '../../src/testing/index.ts'
import { noTrace } from '../../src/trace/trace.ts'
import { refetchTable, type RefetchColumn, type RefetchRow } from './refetch.ts'

const KEY = ['list']

/** One query of a real QueryClient, and the refetcher of its cache. */
function stage() {
  const clock = manualClock()
  const queryClient = new QueryClient({ defaultOptions: { queries: { retry: false } } })
  const cache = queryClient.getQueryCache()
  const open: { readonly resolve: () => void; readonly reject: (error: Error) => void }[] = []
  let [order, starts, held] = [0, 0, false]
  const nextOrder = (): number => (order += 1)
  const refetcher = createRefetcher(cache, {
    clock,
    trace: noTrace,
    nextOrder,
    isHeld: () => held,
    mayFetch: () => true,
    onNews: () => undefined,
    onReplan: () => undefined,
    onTouch: () => undefined,
  })
  const observer = new QueryObserver(queryClient, {
    queryKey: KEY,
    staleTime: Infinity,
    queryFn: () => {
      starts += 1
      return new Promise<number>((resolve, reject) =>
        open.push({ resolve: () => resolve(starts), reject }),
      )
    },
  })
  let hide = observer.subscribe(() => undefined)
  const query = observer.getCurrentQuery()
  const rest = async (): Promise<void> => {
    await settle()
    clock.advance(0)
    await settle()
  }
  return {
    query,
    rest,
    starts: () => starts,
    inFlight: () => query.state.fetchStatus !== 'idle',
    change: () => refetcher.cover(query, nextOrder()),
    oldChange: () => refetcher.cover(query, 1),
    /** Marks or fetches what is owed, and changes nothing else. */
    payOff: () => refetcher.cover(query, 0),
    invalidate: () => query.invalidate(),
    poll: () => refetcher.fetch(query),
    fetch: () => void query.fetch().catch(() => undefined),
    setByHand: () => void queryClient.setQueryData(KEY, -1),
    succeed: () => open.at(-1)?.resolve(),
    fail: () => open.at(-1)?.reject(new Error('the backend failed')),
    cancel: () => void query.cancel({ revert: true }).catch(() => undefined),
    hold: () => {
      held = true
      refetcher.hold(query)
    },
    release: () => {
      held = false
      refetcher.release(query)
    },
    show: () => {
      hide()
      hide = observer.subscribe(() => undefined)
    },
    hide: () => hide(),
    isHeld: () => held,
  }
}

type Stage = ReturnType<typeof stage>
type Deed = keyof Pick<
  Stage,
  | 'change'
  | 'oldChange'
  | 'invalidate'
  | 'poll'
  | 'fetch'
  | 'setByHand'
  | 'succeed'
  | 'fail'
  | 'cancel'
  | 'hold'
  | 'release'
  | 'show'
  | 'hide'
>

/** How a query comes into each state. A new one is shown, and begins its first fetch. */
const ways: Readonly<Record<RefetchRow, readonly Deed[]>> = {
  fresh: ['succeed'],
  owed: ['succeed', 'change', 'fail'],
  fetching: ['succeed', 'poll'],
  'fetching, owed': ['succeed', 'poll', 'change'],
  empty: ['cancel'],
  'empty, owed': ['fail'],
  'first fetch': [],
  'first fetch, owed': ['change'],
  held: ['succeed', 'hold'],
  'held, owed': ['succeed', 'hold', 'change'],
  'held, first fetch, owed': ['hold'],
  'off screen': ['succeed', 'hide'],
  'off screen, owed': ['succeed', 'hide', 'change'],
}

const deeds: Readonly<Record<RefetchColumn, Deed>> = {
  'a change': 'change',
  'a change from before the fetch': 'oldChange',
  'invalidated by the app': 'invalidate',
  polled: 'poll',
  'fetched by the app': 'fetch',
  'set by hand': 'setByHand',
  'the fetch succeeds': 'succeed',
  'the fetch fails': 'fail',
  'the app cancels': 'cancel',
  'a hold is taken': 'hold',
  'the last hold ends': 'release',
  shown: 'show',
  'no longer shown': 'hide',
}

async function brought(row: RefetchRow): Promise<Stage> {
  const one = stage()
  await one.rest()
  for (const deed of ways[row]) {
    one[deed]()
    await one.rest()
  }
  return one
}

/** The state in words. What is owed is found out by what is done about it, so this ends the stage. */
async function rowOf(one: Stage): Promise<string> {
  const { query } = one
  const [starts, flying, empty] = [one.starts(), one.inFlight(), query.state.data === undefined]
  if (flying) one.succeed()
  else one.payOff()
  await one.rest()
  const isOwed = one.starts() > starts || query.state.isInvalidated
  const words = [
    ...(one.isHeld() ? ['held'] : []),
    ...(query.isActive() ? [] : ['off screen']),
    ...(flying ? [empty ? 'first fetch' : 'fetching'] : empty ? ['empty'] : []),
    ...(isOwed ? ['owed'] : []),
  ]
  return words.join(', ') || 'fresh'
}

async function cell(row: RefetchRow, column: RefetchColumn): Promise<string> {
  const one = await brought(row)
  const [starts, flying] = [one.starts(), one.inFlight()]
  one[deeds[column]]()
  await one.rest()
  const fetched = one.starts() - starts
  const settled = column === 'the fetch succeeds' || column === 'the fetch fails'
  const cancelled = flying && !settled && (fetched > 0 || !one.inFlight())
  const done = [
    ...(cancelled ? ['cancel'] : []),
    ...Array.from({ length: fetched }, () => 'fetch'),
  ].join(', ')
  const to = await rowOf(one)
  if (to === row && done === '') return '—'
  return done === '' ? to : `${to}: ${done}`
}

test('R1, R2, R7: the table of one query’s refetch is what the refetcher does, cell by cell', async () => {
  const cells: Record<string, Record<string, string>> = {}
  for (const row of Object.keys(ways) as RefetchRow[]) {
    expect(await rowOf(await brought(row))).toBe(row)
    const line: Record<string, string> = (cells[row] = {})
    for (const column of Object.keys(deeds) as RefetchColumn[])
      line[column] = await cell(row, column)
  }
  expect(cells).toEqual(refetchTable.cells)
})
