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

export type ParsedBinding = { readonly ok: true; readonly binding: Binding } | Refused

type Params = Readonly<Record<string, unknown>>

const ID_BITS = 0x7ff_ffff

/** The id under which the server serves a binding, of the binding as the client wrote it. */
export function bindingId(params: Params): number {
  // The notation has its keys in order, so the order in which a client writes them does not matter.
  return createHash('sha256').update(inspect(params)).digest().readUInt32BE(0) & ID_BITS
}

/** Reads a binding as a client wrote it. The messages are those of the real server. */
export function parseBinding(params: Params): ParsedBinding {
  const selected = selectOf(params['select'])
  if (!selected.ok) return selected
  const named = namesOf(params)
  if (!named.ok) return named
  const parsed = parseFilters(named.filter)
  if (!parsed.ok) return parsed
  const { schema, table } = named
  const { columns: select } = selected
  if (select !== undefined && [schema, table].includes('*')) {
    return refused(
      'Column selection is not supported for wildcard subscriptions. Provide an explicit schema and table name.',
    )
  }
  const event = eventOf(params['event'])
  const { filters } = parsed
  return { ok: true, binding: { id: bindingId(params), event, schema, table, filters, select } }
}

type Named =
  | {
      readonly ok: true
      readonly schema: string
      readonly table: string
      readonly filter: string
    }
  | Refused

/** A schema or a table must be named; who filters must name both. */
function namesOf(params: Params): Named {
  const { schema = 'public', table = '*', filter = '' } = params
  const names = ['schema', 'table'].filter(key => key in params)
  const isNamed = names.length === 2 || (names.length === 1 && !('filter' in params))
  if (isNamed && isText(schema) && isText(table) && isText(filter)) {
    return { ok: true, schema, table, filter }
  }
  const shown = 'user_token' in params || 'auth_token' in params ? '<redacted>' : inspect(params)
  return refused(
    `No subscription params provided. Please provide at least a \`schema\` or \`table\` to subscribe to: ${shown}`,
  )
}

/** A binding as the real server's error texts show it. */
export function showBinding({ event, schema, table, filters, select }: Binding): string {
  return `[event: ${event}, schema: ${schema}, table: ${table}, filters: ${showFilters(filters)}, select: ${inspect(select)}]`
}

function eventOf(event: unknown): Binding['event'] {
  const upper = isText(event) ? event.toUpperCase() : ''
  return upper === 'INSERT' || upper === 'UPDATE' || upper === 'DELETE' ? upper : '*'
}

interface Refused {
  readonly ok: false
  readonly message: string
}

function refused(message: string): Refused {
  return { ok: false, message }
}

type Selected = { readonly ok: true; readonly columns: readonly string[] | undefined } | Refused

function selectOf(select: unknown): Selected {
  if (isText(select)) {
    const expected = 'expected a list of column name strings, e.g. select: ["col1", "col2"]'
    return refused(`Error parsing \`select\` params: ${expected}`)
  }
  const columns = Array.isArray(select) ? select.filter(isText) : []
  return { ok: true, columns: columns.length === 0 ? undefined : columns }
}

function isText(value: unknown): value is string {
  return typeof value === 'string'
}
