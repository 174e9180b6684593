import { createHash } from 'node:crypto'
import { parseFilters, showFilters, type Filter } from './filter.ts'
import { inspect } from './inspect.ts'

type ChangeType = 'INSERT' | 'UPDATE' | 'DELETE'

/** What one `.on('postgres_changes', ..)` asks for. */
export interface Binding {
  /** 27 bits of a hash of the binding: the same for the same binding everywhere and always. */
  readonly id: number
  readonly event: ChangeType | '*'
  /** `*` for any. */
  readonly schema: string
  /** `*` for any. */
  readonly table: string
  readonly filters: readonly Filter[]
  /** The columns wanted; undefined for all. */
  readonly select: readonly string[] | undefined
}

export type ParsedBinding =
  | { readonly ok: true; readonly binding: Binding }
  | { readonly ok: false; readonly message: string }

type Params = Readonly<Record<string, unknown>>

const ID_BITS = 0x7ff_ffff

/** The id under which the server serves a binding, of the binding as the client wrote it. */
export function bindingId(params: Params): number {
  // The notation has its keys in order, so the order in which a client writes them does not matter.
  return createHash('sha256').update(inspect(params)).digest().readUInt32BE(0) & ID_BITS
}

/** Reads a binding as a client wrote it. The messages are those of the real server. */
export function parseBinding(params: Params): ParsedBinding {
  const { schema, table, filter = '' } = params
  const isNamed = schema !== undefined || table !== undefined
  if (!isNamed || !isText(schema ?? '') || !isText(table ?? '') || !isText(filter)) {
    const message = `No subscription params provided. Please provide at least a \`schema\` or \`table\` to subscribe to: ${inspect(params)}`
    return { ok: false, message }
  }
  const parsed = parseFilters(filter)
  if (!parsed.ok) return parsed
  const binding = {
    id: bindingId(params),
    event: eventOf(params['event']),
    schema: isText(schema) ? schema : 'public',
    table: isText(table) ? table : '*',
    filters: parsed.filters,
    select: selectOf(params['select']),
  }
  return { ok: true, binding }
}

/** A binding as the real server's error texts show it. */
export function showBinding({ event, schema, table, filters, select }: Binding): string {
  return `[event: ${event}, schema: ${schema}, table: ${table}, filters: ${showFilters(filters)}, select: ${inspect(select)}]`
}

function eventOf(event: unknown): Binding['event'] {
  const upper = isText(event) ? event.toUpperCase() : ''
  return upper === 'INSERT' || upper === 'UPDATE' || upper === 'DELETE' ? upper : '*'
}

function selectOf(select: unknown): readonly string[] | undefined {
  if (!Array.isArray(select)) return undefined
  const columns = select.filter(isText)
  return columns.length === 0 ? undefined : columns
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
