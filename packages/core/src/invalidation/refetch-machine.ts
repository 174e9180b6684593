import type { CachedQuery } from './query-cache.ts'

/** One fetch: its place in the one order of changes and starts of fetches, and when it began. */
interface Fetch {
  /** 0: before anybody watched. */
  readonly order: number
  /** In ms since the epoch; undefined when nobody watched it begin. */
  readonly at: number | undefined
}

interface Known {
  /** The newest change (order 0: none yet), and the fetch that was in flight then. */
  readonly change: { readonly order: number; readonly during: CachedQuery['promise'] }
  /** The fetch whose data is shown. */
  readonly shown: Fetch
  /** When a fetch last began or ended, or watching began. */
  readonly touchedAt: number
}

/** What is known of one query that its own state does not tell. */
export type RefetchState =
  | (Known & { readonly name: 'at-rest' })
  | (Known & { readonly name: 'in-flight'; readonly flight: Fetch })

export type RefetchEvent =
  /** Something under the query changed. */
  | { readonly type: 'changed'; readonly order: number; readonly during: CachedQuery['promise'] }
  | { readonly type: 'began'; readonly order: number }
  /** The fetch in flight ended; only one that succeeded shows what it fetched. */
  | {
      readonly type: 'landed'
      readonly succeeded: boolean
      readonly promise: CachedQuery['promise']
    }

/** What is known of a query when watching begins. */
export function firstSeen({ state }: CachedQuery, now: number): RefetchState {
  const before = { order: 0, at: undefined }
  const known: Known = { change: { order: 0, during: undefined }, shown: before, touchedAt: now }
  return state.fetchStatus === 'idle'
    ? { ...known, name: 'at-rest' }
    : { ...known, name: 'in-flight', flight: { order: 0, at: now } }
}

/** Pure: what is known after `event`. */
export function nextRefetch(state: RefetchState, event: RefetchEvent, now: number): RefetchState {
  switch (event.type) {
    case 'changed': {
      const order = Math.max(event.order, state.change.order)
      return { ...state, change: { order, during: event.during } }
    }
    case 'began': {
      const { change, shown } = state
      const flight = { order: event.order, at: now }
      return { name: 'in-flight', change, shown, flight, touchedAt: now }
    }
    case 'landed': {
      if (state.name === 'at-rest') return state
      const change = { order: state.change.order, during: undefined }
      const shown = event.succeeded ? landed(state, event.promise) : state.shown
      return { name: 'at-rest', change, shown, touchedAt: now }
    }
  }
}

/** Something changed after the fetch of what is shown had begun. */
export function isOwed({ change, shown }: RefetchState): boolean {
  return change.order > shown.order
}

/** TanStack replaces a fetch (`cancelRefetch`) without a word: then what landed began after the change. */
function landed(
  { change, flight }: Extract<RefetchState, { readonly name: 'in-flight' }>,
  promise: CachedQuery['promise'],
): Fetch {
  const replaced = change.during !== promise
  return { order: Math.max(flight.order, replaced ? change.order : 0), at: flight.at }
}
