import type { User } from './app.ts'
import type { Context } from './context.ts'
import type { Login } from './login.ts'
import type { Tab } from './tab.ts'
import type { Watched } from './watched.ts'

/** A flush of a key and the 20 ms around it. */
const WINDOW_BOUND_MS = 540
/** One and a half heartbeats and three probes (C1), and a grain. */
const SILENCE_BOUND_MS = 37_500 + 2_100
/** A wake proves a socket or declares it dead within this (C8). */
const WAKE_BOUND_MS = 2_000

/** A probe that is not answered (P4), and what waited for it, spread over a second. */
const PROBE_BOUND_MS = 10_000 + 1_200

/** Watches one tab all the time. */
export interface Judge {
  readonly look: () => void
}

export function judge(context: Context, login: Login, tab: Tab): Judge {
  const { clock, device, violate } = context
  const { visible, online } = tab.environment
  let deafSince: number | undefined
  let steadySince = clock.now()
  let wasSteady = true
  let awayAt = -Infinity
  let toldUser: string | undefined
  let toldAt = clock.now()

  /** Since when the tab has been able to do things in time. */
  const look = (): void => {
    const now = clock.now()
    const isSteady = visible.current && online.current && !device.isAsleep()
    if (isSteady && !wasSteady) steadySince = now
    wasSteady = isSteady
    lookAtScreen()
    if (!isSteady) return
    lookAtConnection(now)
    lookAtUser(now)
    if (now - steadySince > 1_000) for (const { key } of tab.views()) lookAtDebt(key, now)
  }

  const lookAtScreen = (): void => {
    const user = tab.user()
    for (const view of tab.views()) {
      const { data } = view.observer.getCurrentResult()
      if (data === undefined && view.wasShown)
        violate('R8', `${tab.name}: ${JSON.stringify(view.key)} went blank`)
      if (data === undefined) continue
      view.wasShown = true
      const { held } = tab.watch(view.key)
      if (held !== undefined && data !== held.shows)
        violate('R7', `${tab.name}: ${data} is shown over ${held.shows}`)
      if (user === undefined || !data.startsWith(user))
        violate('R8', `${tab.name}: ${user} sees ${data}`)
    }
  }

  const lookAtConnection = (now: number): void => {
    const isDeaf = tab.realtime.state.current.status === 'live' && !tab.push.isConnected()
    if (!isDeaf) deafSince = undefined
    else {
      deafSince ??= now
      if (now - Math.max(deafSince, steadySince) > SILENCE_BOUND_MS)
        violate('C1', `${tab.name} says live on a socket dead for ${now - deafSince} ms`)
      if (deafSince < steadySince && now - steadySince > WAKE_BOUND_MS + 1_000)
        violate('C8', `${tab.name} still says live ${now - steadySince} ms after waking`)
    }
  }

  /** What the auth client has said for a second is what the tab believes. */
  const lookAtUser = (now: number): void => {
    const user = login.current()?.user
    if (user !== toldUser) {
      toldUser = user
      toldAt = now
    }
    if (now - Math.max(toldAt, steadySince) < 1_000 || user === tab.user()) return
    violate('A4', `${tab.name}: shows ${tab.user()} while ${user} is signed in`)
  }

  /** P4 comes before R3: a backend that fails, or that may be failing, is left alone. */
  const isSpared = (now: number): boolean => {
    if (tab.realtime.state.current.backend === 'away') awayAt = now
    return now - Math.max(tab.failedAt(), awayAt) <= PROBE_BOUND_MS
  }

  const lookAtDebt = (key: readonly unknown[], now: number): void => {
    if (isSpared(now)) return
    const query = tab.watch(key)
    if (query.owedSince === undefined || query.flights.size > 0) return
    if (query.failed || tab.isHeld(key)) return
    const since = Math.max(query.owedSince, query.landedAt, query.releasedAt, steadySince)
    if (now - since > WINDOW_BOUND_MS)
      violate('R3', `${tab.name}: ${JSON.stringify(key)} owes a fetch for ${now - since} ms`)
  }
  return { look }
}

/**
 * The most requests a query may have cost. Each has a reason: the app asked; a change was heard (a
 * leading flush and one for each window, for each key that touches it); an entry into live, a
 * repeated proof, a wake; a poll, at most every 4 s while not live; a failure, which is tried again;
 * the safety refetch.
 */
function budgetOf(context: Context, tab: Tab, query: Watched): number {
  const { counts } = tab
  let windows = 0
  for (const { count } of query.windows.values()) windows += 2 * count
  // Where a log is asked instead, only while it does not answer (F7).
  const polls = counts.polledMs / 4_000 + counts.polledTimes + 1
  const safety = context.clock.now() / 240_000
  return Math.ceil(
    query.asked +
      windows +
      counts.proofs +
      counts.wakes +
      counts.incomplete +
      polls +
      query.failures +
      safety +
      2,
  )
}

export function judgeRequests(context: Context, tab: Tab): void {
  for (const query of tab.queries()) {
    const budget = budgetOf(context, tab, query)
    if (query.fetches > budget)
      context.violate(
        'R4',
        `${tab.name}: ${query.fetches} fetches of ${JSON.stringify(query.key)}, ${budget} are allowed`,
      )
  }
}

/** What is on screen equals the database; what is cached does too, or is marked stale. */
export function judgeTruth(context: Context, tab: Tab, law: string): void {
  const user = tab.user()
  if (user === undefined || !tab.isOpen()) return
  for (const { key, observer } of tab.views()) {
    const { data } = observer.getCurrentResult()
    const truth = context.database.read(key, user)
    if (data !== truth)
      context.violate(law, `${tab.name}: ${JSON.stringify(key)} shows ${data}, true is ${truth}`)
  }
  judgeCache(context, tab, user)
}

function judgeCache(context: Context, tab: Tab, user: User): void {
  const { status, muted } = tab.realtime.state.current
  if (status !== 'live' || muted.length > 0) return
  for (const query of tab.client().getQueryCache().getAll()) {
    const { data, isInvalidated } = query.state
    const scope = String(query.queryKey[1]).split('-')[0]
    if (query.isActive() || isInvalidated || data === undefined || scope !== tab.project()) continue
    // Nobody can mark what was dropped without a word; it is fetched when it is shown again (P5).
    const isBlind = context.feed === undefined
    if (isBlind && tab.watch(query.queryKey).startedAt <= tab.push.skippedAt()) continue
    const truth = context.database.read(query.queryKey, user)
    if (data !== truth)
      context.violate(
        'R1',
        `${tab.name}: cached ${JSON.stringify(query.queryKey)} is ${JSON.stringify(data)}, true is ${truth}, and not marked`,
      )
  }
}
