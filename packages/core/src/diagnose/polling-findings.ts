import { keyOfFamily, type Family } from '../invalidation/families.ts'
import { isUnderAny } from '../invalidation/match.ts'
import { ownInterval, resolved } from '../invalidation/own-interval.ts'
import type { CachedQuery, QueryKey } from '../invalidation/query-cache.ts'
import type { Realtime } from '../realtime.ts'
import type { Finding } from './finding.ts'
import { shownKey } from './shown-key.ts'

/** Options of one observer that have to do with when its query is fetched. */
interface OwnOptions {
  readonly enabled?: unknown
  readonly refetchOnWindowFocus?: unknown
  readonly refetchOnReconnect?: unknown
  readonly staleTime?: unknown
}

/** What is looked at to find polling that is shadowed. */
export interface PollingOptions {
  readonly families: readonly Family[]
  readonly realtime: Pick<Realtime, 'pollInterval' | 'state'>
}

/** An own timer that asks more than so many times as often as ours does is one that ours was to replace. */
const DOUBLED = 2

/** Covered queries on screen whose own options keep realtime from fetching them, or fetch beside it. */
export function pollingFindings(
  queries: readonly CachedQuery[],
  { families, realtime }: PollingOptions,
): readonly Finding[] {
  const prefixes = families.map(keyOfFamily)
  const shown = queries.filter(
    ({ queryKey, observers }) => observers.length > 0 && isUnderAny(queryKey, prefixes),
  )
  const live = realtime.state.current.status === 'live'
  return [
    ...told(shown.filter(isNeverStale), neverStale),
    ...told(shown.filter(isDisabled), disabled),
    ...(live
      ? told(
          shown.filter(query => pollsBeside(query, realtime)),
          ownTimer,
        )
      : []),
    ...told(shown.filter(asksOnFocus), onFocus),
  ]
}

function told(
  queries: readonly CachedQuery[],
  finding: (keys: string) => Finding,
): readonly Finding[] {
  const keys = queries.map(({ queryKey }) => queryKey)
  return keys.length === 0 ? [] : [finding(listed(keys))]
}

function listed(keys: readonly QueryKey[]): string {
  const more = keys.length > 3 ? ` and ${keys.length - 3} more` : ''
  return `${keys.slice(0, 3).map(shownKey).join(', ')}${more}`
}

const optionsOf = ({ observers }: CachedQuery): readonly OwnOptions[] =>
  observers.map(({ options }) => options)

/** `staleTime: 'static'`: neither invalidated nor polled, for as long as it is cached. */
const isNeverStale = (query: CachedQuery): boolean => query.isStatic() && query.isActive()

/** Disabled where it is shown, and yet it shows something: one without data waits for what it depends on. */
const isDisabled = (query: CachedQuery): boolean =>
  query.state.data !== undefined &&
  optionsOf(query).every(({ enabled }) => resolved(enabled, query) === false)

function pollsBeside(
  query: CachedQuery,
  { pollInterval }: Pick<Realtime, 'pollInterval'>,
): boolean {
  const ours = pollInterval(query)
  return query.observers.some(({ options }) => {
    const own = ownInterval(options, query)
    return own !== undefined && (ours === false || own * DOUBLED < ours)
  })
}

/** TanStack's default, which with a `staleTime` of 0 fetches at each return to the page. */
const asksOnFocus = (query: CachedQuery): boolean =>
  query.isActive() &&
  !query.isStatic() &&
  optionsOf(query).some(options => {
    const isOn = (option: unknown): boolean => resolved(option, query) !== false
    const { refetchOnReconnect, refetchOnWindowFocus, staleTime } = options
    const asks = isOn(refetchOnWindowFocus) || isOn(refetchOnReconnect)
    return asks && (resolved(staleTime, query) ?? 0) === 0
  })

const neverStale = (keys: string): Finding => ({
  code: 'polling-shadowed',
  severity: 'error',
  title: `Covered queries are never fetched again: ${keys}.`,
  evidence: "Their staleTime is 'static', which no event and no poll overrules.",
  next: 'Leave staleTime to coveredQueryDefaults(realtime).',
})

const disabled = (keys: string): Finding => ({
  code: 'polling-shadowed',
  severity: 'warning',
  title: `Covered queries show data and are disabled: ${keys}.`,
  evidence: 'enabled is false in every component that shows them, so events only mark them stale.',
  next: 'Let enabled depend on what the query needs, not on what it already has.',
})

const ownTimer = (keys: string): Finding => ({
  code: 'polling-shadowed',
  severity: 'warning',
  title: `Covered queries are polled beside realtime, though it is live: ${keys}.`,
  evidence: 'Their own refetchInterval is shorter than half of what realtime asks for.',
  next: 'Remove refetchInterval, or use the one of useResurrectionPolling().',
})

const onFocus = (keys: string): Finding => ({
  code: 'polling-shadowed',
  severity: 'warning',
  title: `Covered queries are fetched at each focus and reconnect, beside realtime: ${keys}.`,
  evidence:
    "refetchOnWindowFocus or refetchOnReconnect is on, and staleTime is 0: TanStack's defaults.",
  next: 'Give them coveredQueryDefaults(realtime): what was missed is fetched anyway, once.',
})
