import { markedNumber, numberOf } from './exact-json.ts'

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/
/** The users of the traces, whose ids are the same everywhere. */
const USER = /^([0-9])\1{7}-/
const INSTANT = /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:\.\d+)?(?:Z|\+00:00)?$/
const PRESENCE_REFERENCES = new Set(['phx_ref', 'phx_ref_prev', 'presence_ref'])
const DAY_MS = 86_400_000
const EXPIRED = /^(.*Token has expired )(\d+)( seconds ago)$/
/** A loaded machine may be late by so much. */
const LATE_SECONDS = 3

/**
 * Compares what a server says with what was recorded. Names that a server makes up (ids of rows and
 * bindings, uuids, presence references) may be others, but then always the same others: what was
 * learned from one frame holds for those after it. Times may be any.
 */
export class Likeness {
  private readonly names = new Map<string, unknown>()
  private readonly recordedAt: number

  /** `recordedAt`, in milliseconds: instants of about then may be any, others are values. */
  constructor(recordedAt: number) {
    this.recordedAt = recordedAt
  }

  /** Where two values differ, as a path into them; undefined when they are alike. */
  difference(expected: unknown, got: unknown): string | undefined {
    const learned = new Map(this.names)
    const { recordedAt } = this
    const place = { learned, recordedAt, key: '', parent: '', scope: '' }
    const path = compare(expected, got, place)
    if (path !== undefined) return path === '' ? 'the whole' : path
    for (const [name, value] of learned) this.names.set(name, value)
    return undefined
  }

  /** What a recorded id of a table's row is called here; undefined while nothing was learned of it. */
  rowId(table: string, recorded: string): string | undefined {
    return numberOf(this.names.get(`row ${table} ${recorded}`))
  }

  /** Learns what a recorded id of a table's row is called here. */
  learnRowId(table: string, recorded: string, here: string): void {
    this.names.set(`row ${table} ${recorded}`, markedNumber(here))
  }
}

interface Place {
  readonly learned: Map<string, unknown>
  readonly recordedAt: number
  /** The key under which the values stand. */
  readonly key: string
  /** The key under which the object that holds the values stands. */
  readonly parent: string
  /** The table that the nearest object names. */
  readonly scope: string
}

/** The path of the first difference, '' when it is the values themselves; undefined: alike. */
function compare(expected: unknown, got: unknown, place: Place): string | undefined {
  if (Array.isArray(expected) && Array.isArray(got)) {
    // The ids of one channel's bindings come in any order.
    const isSet = place.key === 'ids'
    const [left, right] = isSet
      ? [sortedAs(expected, place), got.toSorted(byText)]
      : [expected, got]
    if (left.length !== right.length) return ''
    return firstOf(left.map((each, at) => inside(`[${at}]`, compare(each, right[at], place))))
  }
  if (isObject(expected) && isObject(got)) {
    return compareFields(expected, underRecordedKeys(got, expected, place), place)
  }
  return isSame(expected, got, place) ? undefined : ''
}

function compareFields(expected: Fields, got: Fields, place: Place): string | undefined {
  const keys = [...new Set([...Object.keys(expected), ...Object.keys(got)])]
  const scope = typeof expected['table'] === 'string' ? expected['table'] : place.scope
  const under = { ...place, parent: place.key, scope }
  return firstOf(
    keys.map(key =>
      key in expected && key in got
        ? inside(`.${key}`, compare(expected[key], got[key], { ...under, key }))
        : `.${key}`,
    ),
  )
}

/** Where a made-up name is a key, puts what stands under it under the recorded one. */
function underRecordedKeys(got: Fields, expected: Fields, { learned }: Place): Fields {
  const lacking = Object.keys(expected).filter(key => UUID.test(key) && !(key in got))
  const renamed = Object.entries(got).map(([key, value]): [string, unknown] => {
    if (!UUID.test(key) || key in expected) return [key, value]
    const known = lacking.find(each => learned.get(`uuid ${each}`) === key)
    const recorded = known ?? lacking.find(each => !learned.has(`uuid ${each}`))
    if (recorded === undefined) return [key, value]
    learned.set(`uuid ${recorded}`, key)
    return [recorded, value]
  })
  return Object.fromEntries(renamed)
}

function isSame(expected: unknown, got: unknown, place: Place): boolean {
  const kind = kindOf(expected, got, place)
  if (kind === 'instant') return shapeOf(expected) === shapeOf(got)
  if (kind !== undefined) {
    const name = `${kind} ${numberOf(expected) ?? String(expected)}`
    if (!place.learned.has(name)) place.learned.set(name, got)
    return place.learned.get(name) === got
  }
  return expected === got || isAsLate(expected, got)
}

/** Which kind of a made-up name both values are; undefined when they must be equal. */
function kindOf(expected: unknown, got: unknown, place: Place): string | undefined {
  if (typeof expected !== 'string' || typeof got !== 'string') return undefined
  const areNumbers = [expected, got].map(value => numberOf(value) !== undefined)
  if (areNumbers.includes(true)) return areNumbers.includes(false) ? undefined : kindOfNumber(place)
  if (PRESENCE_REFERENCES.has(place.key)) return 'presence'
  if (UUID.test(expected) && UUID.test(got)) return USER.test(expected) ? undefined : 'uuid'
  if (!INSTANT.test(expected) || !INSTANT.test(got)) return undefined
  const sinceMs = Math.abs(Date.parse(expected) - place.recordedAt)
  return sinceMs < DAY_MS ? 'instant' : undefined
}

function kindOfNumber({ key, parent, scope }: Place): string | undefined {
  if (key === 'ids' || (key === 'id' && parent === 'postgres_changes')) return 'binding'
  return key === 'id' ? `row ${scope}` : undefined
}

/** How an instant is written; fractions lose their last zeros, but for those of exactly three digits. */
function shapeOf(instant: unknown): string {
  const text = String(instant).replaceAll(/\d/g, '0')
  return text.endsWith('.000Z') ? text : text.replace(/\.0+/, '')
}

function isAsLate(expected: unknown, got: unknown): boolean {
  if (typeof expected !== 'string' || typeof got !== 'string') return false
  const [, before, was, after] = EXPIRED.exec(expected) ?? []
  const [, begin, is, end] = EXPIRED.exec(got) ?? []
  if (before === undefined || before !== begin || after !== end) return false
  return Math.abs(Number(was) - Number(is)) <= LATE_SECONDS
}

/** Puts ids in the order that those learned for them have. */
function sortedAs(ids: readonly unknown[], { learned }: Place): readonly unknown[] {
  const name = (id: unknown): string => String(learned.get(`binding ${numberOf(id) ?? String(id)}`))
  return ids.toSorted((a, b) => byText(name(a), name(b)))
}

type Fields = Readonly<Record<string, unknown>>

function isObject(value: unknown): value is Fields {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

function inside(step: string, path: string | undefined): string | undefined {
  return path === undefined ? undefined : step + path
}

function firstOf(paths: readonly (string | undefined)[]): string | undefined {
  return paths.find(path => path !== undefined)
}

function byText(a: unknown, b: unknown): number {
  return String(a) < String(b) ? -1 : 1
}
