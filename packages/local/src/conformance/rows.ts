import { numberOf } from './exact-json.ts'
import type { Trace } from './trace.ts'

/** From the first number of a gap to its last one. */
export type Gap = readonly [first: number, last: number]

/** What a trace tells of the rows of its table `lat`. */
export interface RecordedRows {
  /** Every number that was inserted, in order. */
  readonly inserted: readonly number[]
  readonly lost: readonly Gap[]
}

/** Whether a frame tells of a new row with a number. */
export function isRow(value: unknown): boolean {
  return rowNumber(value) !== undefined
}

/** The number of the new row that a frame tells of. */
export function rowNumber(value: unknown): number | undefined {
  if (!Array.isArray(value) || value[3] !== 'postgres_changes') return undefined
  const payload = value[4] as { data?: { type?: unknown; record?: { n?: unknown } } } | undefined
  const digits = payload?.data?.type === 'INSERT' ? numberOf(payload.data.record?.n) : undefined
  return digits === undefined ? undefined : Number(digits)
}

/** Reads which rows a trace inserted, and which of them the server did not tell. */
export function recordedRows(trace: Trace, told: readonly number[]): RecordedRows {
  const inserted = trace.lines.flatMap(line => {
    if (line.dir === 'rows') {
      return Array.from({ length: line.last - line.first + 1 }, (_, at) => line.first + at)
    }
    const number = line.dir === 'sql' && line.raw.startsWith('insert into lat') && line.args?.[0]
    return typeof number === 'number' ? [number] : []
  })
  return { inserted, lost: trace.scenario.lost ?? gaps(inserted, told) }
}

/** The gaps that are left in the inserted numbers by those that were told. */
function gaps(inserted: readonly number[], told: readonly number[]): readonly Gap[] {
  const known = new Set(told)
  const found: [number, number][] = []
  let open: [number, number] | undefined
  for (const number of inserted) {
    if (known.has(number)) {
      open = undefined
    } else if (open === undefined) {
      open = [number, number]
      found.push(open)
    } else {
      open[1] = number
    }
  }
  return found
}

/**
 * What is wrong with the rows that were told, in one sentence; undefined when they are as recorded:
 * in order, none twice, and lost in as many gaps, each where one was recorded.
 */
export function compareRows(recorded: RecordedRows, told: readonly number[]): string | undefined {
  const unordered = told.find((number, at) => at > 0 && number <= (told[at - 1] ?? 0))
  if (unordered !== undefined) return `row ${unordered} came twice or out of order`
  const stray = told.find(number => !recorded.inserted.includes(number))
  if (stray !== undefined) return `row ${stray} was never inserted`
  const lost = gaps(recorded.inserted, told)
  const isAlike =
    lost.length === recorded.lost.length &&
    lost.every((gap, at) => overlap(gap, recorded.lost[at] ?? [0, -1]))
  if (isAlike) return undefined
  return `expected to lose ${showGaps(recorded.lost)}, lost ${showGaps(lost)}`
}

export function showGaps(all: readonly Gap[]): string {
  if (all.length === 0) return 'no row'
  return `rows ${all.map(([first, last]) => `${first} to ${last}`).join(', ')}`
}

function overlap([a, b]: Gap, [c, d]: Gap): boolean {
  return a <= d && c <= b
}
