import type { Caller, Database } from '../../context.ts'
import { showBinding, type Binding } from './binding.ts'
import type { Filter } from './filter.ts'
import { predicateSql } from './predicate.ts'
import type { ServedBinding } from './subscriptions.ts'

export type Resolution =
  | { readonly ok: true; readonly bindings: readonly ServedBinding[] }
  /** The text of the `system` message; none of the bindings is served. */
  | { readonly ok: false; readonly message: string }

const UNABLE = 'Unable to subscribe to changes with given parameters.'
const MOST_VALUES = 100

/** Names of PostgreSQL's error codes that a filter can cause, as the real server shows them. */
const conditions: Readonly<Record<string, string>> = {
  '22003': 'numeric_value_out_of_range',
  '22007': 'invalid_datetime_format',
  '22008': 'datetime_field_overflow',
  '2201B': 'invalid_regular_expression',
  '22P02': 'invalid_text_representation',
  '42501': 'insufficient_privilege',
  '42704': 'undefined_object',
  '42804': 'datatype_mismatch',
  '42846': 'cannot_coerce',
  '42883': 'undefined_function',
  P0001: 'raise_exception',
}

/** Why PostgreSQL, or this server in its place, refuses a binding. */
class Refusal extends Error {
  readonly code: string
  constructor(code: string, message: string) {
    super(message)
    this.code = code
  }
}

/**
 * Finds the tables of each binding and has PostgreSQL check columns, privileges and values. The
 * first binding that is not in order makes the whole fail. Rejects when the database cannot be asked.
 * It stops early, with any result, when `isWanted` says that nobody waits for it any more.
 */
export async function resolveBindings(
  db: Database,
  caller: Caller,
  bindings: readonly Binding[],
  isWanted: () => boolean,
): Promise<Resolution> {
  const served: ServedBinding[] = []
  for (const binding of bindings) {
    if (!isWanted()) break
    const oids = await publishedTables(db, binding)
    if (oids.length === 0) {
      const message = `${UNABLE} Please check Realtime is enabled for the given connect parameters: ${showBinding(binding)}`
      return { ok: false, message }
    }
    try {
      await checkRole(db, caller.role)
      for (const oid of oids) await checkColumns(db, caller.role, oid, binding)
    } catch (error) {
      const code = codeOf(error)
      if (code === undefined || !(error instanceof Error)) throw error
      const exception = `ERROR ${code} (${conditions[code] ?? 'error'}) ${error.message}`
      const message = `${UNABLE} An exception happened so please check your connect parameters: ${showBinding(binding)}. Exception: ${exception}`
      return { ok: false, message }
    }
    served.push({ ...binding, oids: new Set(oids) })
  }
  return { ok: true, bindings: served }
}

async function publishedTables(db: Database, binding: Binding): Promise<readonly number[]> {
  // PostgreSQL does not even look for a name with a NUL in it.
  if (`${binding.schema}${binding.table}`.includes('\0')) return []
  const { rows } = await db.query(
    `select c.oid
       from pg_publication_tables p
       join pg_namespace n on n.nspname = p.schemaname
       join pg_class c on c.relnamespace = n.oid and c.relname = p.tablename
      where p.pubname = 'supabase_realtime'
        and $1::text in ('*', p.schemaname) and $2::text in ('*', p.tablename)`,
    [binding.schema, binding.table],
  )
  return rows.map(row => Number(row['oid']))
}

async function checkRole(db: Database, role: string): Promise<void> {
  const { rows } = await db.query(
    `select pg_has_role('authenticator', oid, 'member') as allowed from pg_roles where rolname = $1`,
    [role],
  )
  const [found] = rows
  if (found === undefined) throw new Refusal('42704', `role "${role}" does not exist`)
  // A token may only ask for what PostgREST would let it be.
  if (found['allowed'] !== 't') {
    throw new Refusal('42501', `permission denied to set role "${role}"`)
  }
}

async function checkColumns(
  db: Database,
  role: string,
  oid: number,
  binding: Binding,
): Promise<void> {
  const { rows } = await db.query(
    `select attname as name, format_type(atttypid, null) as type
       from pg_attribute
      where attrelid = $1::oid and attnum > 0 and not attisdropped
        and has_column_privilege($2::name, attrelid, attnum, 'select')`,
    [oid, role],
  )
  const types = new Map(rows.map(row => [row['name'], row['type']]))
  for (const column of binding.select ?? []) {
    if (!types.has(column)) throw new Refusal('P0001', `invalid column for select ${column}`)
  }
  for (const filter of binding.filters) {
    const type = types.get(filter.column)
    if (typeof type !== 'string') {
      throw new Refusal('P0001', `invalid column for filter ${filter.column}`)
    }
    await checkValue(db, filter, type)
  }
}

/** Computes the filter once, on a null and, where a pattern must be read for that, on an empty text. */
async function checkValue(db: Database, filter: Filter, type: string): Promise<void> {
  const onNull = predicateSql(filter, `null::${type}`, type, '$1')
  const isPattern = filter.operator.endsWith('match')
  const onEmpty = isPattern ? predicateSql(filter, "''::text", type, '$1') : 'true'
  const count = filter.operator === 'in' ? 'cardinality($1::text::text[])' : '0'
  const { rows } = await db.query(`select ${count} as count, ${onNull}, ${onEmpty}`, [filter.value])
  if (Number(rows[0]?.['count']) > MOST_VALUES) {
    throw new Refusal('P0001', `too many values for \`in\` filter. Maximum ${MOST_VALUES}`)
  }
}

/** The SQLSTATE of an error about what was asked; undefined when the database itself failed. */
function codeOf(error: unknown): string | undefined {
  if (error instanceof Refusal) return error.code
  const code =
    typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined
  const isAboutTheRequest = typeof code === 'string' && /^(22|42|P0)...$/.test(code)
  return isAboutTheRequest ? code : undefined
}
