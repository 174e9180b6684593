import { EverfreshError } from '../errors.ts'
import { queryReports, type QueryReport } from '../freshness/freshness.ts'
import type { OwnCause } from '../freshness/own-cause.ts'
import type { OpenHold } from '../invalidation/holds.ts'
import type { PollMode } from '../polling/policy.ts'
import type { RealtimeState } from '../realtime-state.ts'
import type { Realtime } from '../realtime.ts'
import type { TraceEntry } from './entries.ts'
import { clean, masked } from './redact.ts'

const FORMAT = 'everfresh-trace'
const VERSION = 1
/** The last moment that a `Date` can tell, in ms since the epoch. */
const LATEST = 8.64e15

/** What a bug report can carry: how things stood, and what led there. Can be written as JSON. */
export interface TraceSnapshot {
  readonly format: typeof FORMAT
  readonly version: typeof VERSION
  /** When it was taken, in ms since the epoch. */
  readonly takenAt: number
  /** The reporter's own words. */
  readonly note?: string
  readonly state: RealtimeState
  readonly pollMode: PollMode
  /** When something that waits is tried again by itself; see `Realtime.nextTryAt`. */
  readonly nextTryAt: number | undefined
  /** The holds that were on, the oldest first. */
  readonly holds: readonly OpenHold[]
  /** Every cached query, and how fresh it is. */
  readonly queries: readonly QueryReport[]
  /** Oldest first; empty when the trace is off. */
  readonly entries: readonly TraceEntry[]
}

/** What a snapshot carries beside the trace. */
export interface SnapshotOptions {
  /** What the reporter has to say. */
  readonly note?: string
}

/** Takes a snapshot of `realtime` as it is now. It holds what the trace holds: query keys, ids, no rows. */
export function takeSnapshot(realtime: Realtime, { note }: SnapshotOptions = {}): TraceSnapshot {
  return {
    format: FORMAT,
    version: VERSION,
    takenAt: realtime.now(),
    ...(note === undefined ? {} : { note: masked(note) }),
    state: withCleanCause(realtime.state.current),
    pollMode: realtime.pollMode.current,
    nextTryAt: realtime.nextTryAt(),
    holds: realtime.holds().map(hold => ({ ...hold, reason: cleanOr(hold.reason) })),
    queries: queryReports(realtime).map(report => ({
      ...report,
      holds: report.holds.map(clean),
      freshness: withCleanCause(report.freshness),
    })),
    entries: realtime.trace.entries(),
  }
}

function cleanOr(text: string | undefined): string | undefined {
  return text === undefined ? undefined : clean(text)
}

/** What a server said may hold a token. */
function withCleanCause<Of extends { readonly cause: RealtimeState['cause'] | OwnCause }>(
  of: Of,
): Of {
  const { cause } = of
  return cause === undefined ? of : { ...of, cause: { ...cause, message: clean(cause.message) } }
}

/**
 * Reads a snapshot that was taken elsewhere, from its JSON text or what `JSON.parse` made of that. Throws a
 * `bad-snapshot` error that names what it found instead. Entries of a kind that is not known here are kept.
 */
export function readSnapshot(given: unknown): TraceSnapshot {
  const found = typeof given === 'string' ? parsed(given) : given
  if (!isObject(found)) throw bad(`It is ${kindOf(found)}.`)
  const { format, version, entries, holds = [], queries, state, pollMode, takenAt } = found
  if (format !== FORMAT) throw bad(`Its format is ${shown(format)}, not "${FORMAT}".`)
  if (version !== VERSION)
    throw bad(
      `Its version is ${shown(version)}; this Everfresh reads version ${VERSION}.`,
      'Open it with the version of Everfresh that took it.',
    )
  if (!isTime(takenAt)) throw bad('It does not say when it was taken (takenAt).')
  if (!isObject(state) || !isObject(pollMode)) throw bad('It does not say how things stood.')
  checkList('holds', holds, isHold)
  checkList('queries', queries, isQuery)
  checkList('entries', entries, isEntry)
  return { ...found, holds } as unknown as TraceSnapshot
}

function checkList(name: string, list: unknown, isOne: (item: unknown) => boolean): void {
  if (!Array.isArray(list)) throw bad(`It has no list of ${name}.`)
  const wrong = list.findIndex(item => !isOne(item))
  if (wrong !== -1) throw bad(`Number ${wrong} of its ${name} is none.`)
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    throw bad('It is a text that is no JSON.')
  }
}

function bad(
  found: string,
  next = 'Pass what takeSnapshot returned, or its JSON.',
): EverfreshError {
  return new EverfreshError(
    'bad-snapshot',
    `This is no snapshot that can be read. ${found} ${next}`,
  )
}

function isHold(hold: unknown): boolean {
  return isObject(hold) && Array.isArray(hold['scope']) && isTime(hold['since'])
}

function isQuery(query: unknown): boolean {
  if (!isObject(query)) return false
  // A report that somebody has shortened may leave these out.
  const { key, hash, families = [], freshness = {} } = query
  const isWhole = Array.isArray(families) && isObject(freshness)
  return isWhole && Array.isArray(key) && typeof hash === 'string'
}

function isEntry(entry: unknown): boolean {
  if (!isObject(entry)) return false
  const { id, at, part, what, detail, causes } = entry
  const isNamed = typeof part === 'string' && typeof what === 'string'
  const isNumbered = typeof id === 'number' && isTime(at)
  return isNamed && isNumbered && isObject(detail) && isNumbers(causes)
}

/** Whether a date can be made of it. */
function isTime(at: unknown): boolean {
  return typeof at === 'number' && Math.abs(at) <= LATEST
}

function isNumbers(list: unknown): boolean {
  return Array.isArray(list) && list.every(one => typeof one === 'number')
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function kindOf(value: unknown): string {
  if (value === null || value === undefined) return String(value)
  if (Array.isArray(value)) return 'a list'
  return `${typeof value === 'object' ? 'an' : 'a'} ${typeof value}`
}

/** Enough to recognise a mistake by. */
function shown(value: unknown): string {
  return typeof value === 'string' || typeof value === 'number'
    ? clean(JSON.stringify(value)).slice(0, 60)
    : kindOf(value)
}
