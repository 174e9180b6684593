import type { Clock } from '@everfresh/core'
import { filterColumns, identifyWholeSql, type Finding } from '@everfresh/core/diagnose'
import type { SupabaseClient } from '@supabase/supabase-js'
import type { TableBinding } from '../database.ts'
import type { Canary } from './options.ts'
import { pause } from './pause.ts'
import { openProbeChannel, type RowChange } from './probe-channel.ts'
import { filterRefused, tableRefused } from './refused-findings.ts'

export interface CanaryHost {
  readonly client: SupabaseClient
  readonly tables: readonly TableBinding[]
  readonly clock: Clock
  readonly signal: AbortSignal
}

const PATIENCE_MS = 5_000
/** The server tells all channels of a change in one go: what one of them heard, the others soon hear. */
const SOON_MS = 1_000
const LOOK_AGAIN_MS = 100

/** What became of the canary. */
export interface Sightings {
  readonly table: string
  /** How long it was waited for, in ms. */
  readonly patienceMs: number
  /** Undefined: the table is listened to without one. */
  readonly filter: string | undefined
  /** `late`: not by the first read after the write. */
  readonly byRest: 'at once' | 'late' | 'never'
  readonly inserted: Heard
  /** Undefined: it was not deleted. */
  readonly deleted: Heard | undefined
}

/** Where an event was heard: by a channel without the filter, and by one with it. */
export interface Heard {
  readonly plain: boolean
  /** The same as `plain` where there is no filter. */
  readonly filtered: boolean
}

/** Writes the canary, and tells from where it is seen what keeps the others from being seen. */
export async function canaryFindings(
  canary: Canary,
  host: CanaryHost,
): Promise<readonly Finding[]> {
  const { table } = canary
  const { client, signal } = host
  const filter = host.tables.find(binding => binding.table === table)?.filter
  const plain = openProbeChannel(client, { table }, signal)
  const refused = await plain.answer
  if (refused !== undefined) return [tableRefused(table, refused)]
  let filtered = plain
  if (filter !== undefined) {
    filtered = openProbeChannel(client, { table, filter }, signal)
    if ((await filtered.answer) !== undefined) return [filterRefused(table, filter)]
  }
  const ears = { plain: plain.changes, filtered: filtered.changes }
  return sightingFindings(await followCanary(canary, filter, ears, host))
}

interface Ears {
  readonly plain: readonly RowChange[]
  readonly filtered: readonly RowChange[]
}

/** Writes it, looks for it, and deletes it, also where looking fails: a row that nobody asked for never stays. */
export async function followCanary(
  { table, idColumn = 'id', patienceMs = PATIENCE_MS, write, remove }: Canary,
  filter: string | undefined,
  ears: Ears,
  { client, clock, signal }: CanaryHost,
): Promise<Sightings> {
  const { id } = await write()
  const isSeen = async (): Promise<boolean> => {
    const asked = client.from(table).select(idColumn).eq(idColumn, id)
    // An answer that never comes would keep the row.
    const { data } = await asked.abortSignal(signal).throwOnError()
    return data.length > 0
  }
  const until = async (seen: () => boolean | Promise<boolean>, ms: number): Promise<boolean> => {
    const end = clock.now() + ms
    while (!signal.aborted) {
      if (await seen()) return true
      if (clock.now() >= end) return false
      await pause(clock, LOOK_AGAIN_MS)
    }
    return false
  }
  const hears = async (operation: RowChange['operation']): Promise<Heard> => {
    const has = (changes: readonly RowChange[]) => () =>
      changes.some(change => {
        const row = operation === 'DELETE' ? change.old : change.row
        return change.operation === operation && String(row[idColumn]) === String(id)
      })
    const plain = await until(has(ears.plain), patienceMs)
    return { plain, filtered: await until(has(ears.filtered), plain ? SOON_MS : 0) }
  }
  const reads = async (): Promise<Sightings['byRest']> => {
    if (await isSeen()) return 'at once'
    return (await until(isSeen, patienceMs)) ? 'late' : 'never'
  }
  const look = async () => {
    try {
      return await Promise.all([reads(), hears('INSERT')])
    } finally {
      await remove?.(id)
    }
  }
  const [byRest, inserted] = await look()
  const deleted = remove && (await hears('DELETE'))
  return { table, filter, patienceMs, byRest, inserted, deleted }
}

/** What the sightings of one row say about all others. Pure. */
export function sightingFindings(sightings: Sightings): readonly Finding[] {
  const { byRest, inserted } = sightings
  if (byRest === 'never' && !inserted.plain) return [hiddenFromAll(sightings)]
  return [
    ...(byRest === 'at once' ? [] : [lateByRest(sightings)]),
    ...(inserted.plain ? [] : [notPushed(sightings)]),
    ...(inserted.plain && !inserted.filtered ? [outsideFilter(sightings)] : []),
    ...deletionFindings(sightings),
  ]
}

const written = 'A row that was written just now'

function hiddenFromAll({ table, patienceMs }: Sightings): Finding {
  return {
    code: 'row-hidden',
    severity: 'error',
    title: `Row-level security hides a new row of public.${table} from this user.`,
    evidence: `${written} is given by REST to this user not within ${patienceMs / 1_000} s, nor pushed.`,
    next: `Compare the condition of the policies for SELECT on public.${table} with the row: whoever writes it must give it to this user.`,
  }
}

function lateByRest({ table, byRest, patienceMs }: Sightings): Finding {
  return {
    code: 'rest-on-replica',
    severity: byRest === 'never' ? 'error' : 'warning',
    title: `REST does not have a new row of public.${table} right after it was written.`,
    evidence:
      byRest === 'never'
        ? `${written} was pushed to this user, and REST did not give it within ${patienceMs / 1_000} s.`
        : `${written} was not in the first answer, and in a later one.`,
    next: "REST is read from a replica or a cache. Use the project's own address, that of the primary; see that no worker or proxy keeps answers.",
  }
}

/** A DELETE is told without asking the policies: it tells a row that is hidden from one that is not pushed. */
function notPushed({ table, deleted, patienceMs }: Sightings): Finding {
  const wasDeleted = deleted?.plain === true
  return {
    code: wasDeleted ? 'row-hidden' : 'change-not-delivered',
    severity: 'error',
    title: wasDeleted
      ? `A policy hides a new row of public.${table} from Realtime, though REST gives it.`
      : `A new row of public.${table} is not pushed, though REST gives it.`,
    evidence: wasDeleted
      ? `${written} was not pushed, even without a filter; its DELETE, for which no policy is asked, was.`
      : `${written} was not pushed within ${patienceMs / 1_000} s, even without a filter.`,
    next: wasDeleted
      ? 'Let the policies for SELECT depend on the row and on auth.jwt() only: Realtime has no request headers and no session settings. If the publication leaves out insert, that is the reason instead.'
      : 'See whether the publication has all operations (npx everfresh doctor does), and the log of Realtime in the dashboard.',
  }
}

function outsideFilter({ table, filter = '' }: Sightings): Finding {
  return {
    code: 'filter-misses-row',
    severity: 'error',
    title: `A new row of public.${table} does not pass the filter that is listened with.`,
    evidence: `${written} was pushed without a filter, and not with "${filter}".`,
    next: 'Compare the filter with the row: the column may be empty when it is written, or filled in later by another.',
  }
}

function deletionFindings({ table, filter, inserted, deleted }: Sightings): readonly Finding[] {
  if (deleted === undefined || !deleted.plain || deleted.filtered || !inserted.filtered) return []
  const columns = filterColumns(filter).join(', ')
  return [
    {
      code: 'filter-outside-replica-identity',
      severity: 'error',
      title: `A DELETE of public.${table} never passes the filter on ${columns}.`,
      evidence: `The DELETE of a row was pushed without a filter, and not with "${filter}", though its INSERT passed that.`,
      next: 'Make the columns of the filter part of the replica identity. With full, each UPDATE and DELETE writes the whole old row into the log; an index is cheaper (npx everfresh doctor writes it).',
      sql: identifyWholeSql({ schema: 'public', name: table }),
    },
  ]
}
