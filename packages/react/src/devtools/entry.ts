/**
 * What the panel reads of an entry of the trace. Wider than core's union: a snapshot may come from a newer
 * version, whose entries are shown as well as they can be.
 */
export interface Entry {
  readonly id: number
  /** Milliseconds since the epoch. */
  readonly at: number
  readonly part: string
  readonly what: string
  readonly causes: readonly number[]
  readonly detail: object
}

export type Key = readonly unknown[]

/** One fact of an entry; undefined when it has none of that name. */
export function factOf({ detail }: Pick<Entry, 'detail'>, name: string): unknown {
  return (detail as Readonly<Record<string, unknown>>)[name]
}

/** A fact as words; undefined when there is none. */
export function textOf(entry: Pick<Entry, 'detail'>, name: string): string | undefined {
  const fact = factOf(entry, name)
  return fact === undefined || fact === null ? undefined : valueWords(fact)
}

/** A text as it is, everything else as JSON. */
export function valueWords(value: unknown): string {
  if (typeof value === 'string') return value
  return typeof value === 'bigint' ? `${value}n` : jsonOf(value)
}

/** As JSON, also of a big number, for which that has no word. */
export function jsonOf(value: unknown, indent?: number): string {
  const spelled = (_: string, part: unknown): unknown =>
    typeof part === 'bigint' ? `${part}n` : part
  return JSON.stringify(value, spelled, indent) ?? String(value)
}

/** The key that an entry is about; undefined when it is about none or several. */
export function keyOf(entry: Pick<Entry, 'detail'>): Key | undefined {
  const key = factOf(entry, 'key') ?? factOf(entry, 'scope')
  return Array.isArray(key) ? key : undefined
}

/** All keys that an entry names. */
export function keysOf(entry: Pick<Entry, 'detail'>): readonly Key[] {
  const keys = factOf(entry, 'keys')
  if (Array.isArray(keys)) return keys.filter(Array.isArray)
  const key = keyOf(entry)
  return key === undefined ? [] : [key]
}

/** A key as a person reads it: `tasks › paginated › 4f1c…`. */
export function keyWords(key: Key): string {
  return key.map(partWords).join(' › ')
}

const UUID = /^[\da-f]{8}-[\da-f]{4}-[\da-f]{4}-[\da-f]{4}-[\da-f]{12}$/

function partWords(part: unknown): string {
  const words = valueWords(part)
  return UUID.test(words) ? `${words.slice(0, 4)}…` : words
}
