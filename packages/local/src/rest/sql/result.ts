import { SCALAR } from '../plan/call.ts'
import { identifier, nothing, sql, value, type Fragment } from './fragment.ts'
import { UPDATED } from './write.ts'

/** What is wanted of some rows. */
export interface Wanted {
  readonly body: 'list' | 'none' | 'single'
  readonly scalar: boolean
  readonly stripNulls: boolean
}

/** The one row that every statement yields, as text. */
export interface ResultRow extends Record<string, string | null> {
  readonly rows: string
  readonly total: string | null
  readonly body: string | null
  readonly updated: string | null
  readonly status: string | null
  readonly headers: string | null
}

interface ResultParts {
  /** What is done first; its rows are known as `pgrst_source`. */
  readonly source?: Fragment
  readonly rows: Fragment
  readonly total?: Fragment
}

/** How a statement speaks of the rows of its source. */
export const SOURCE: Fragment = sql`"pgrst_source"`

function bodyOf(wanted: Wanted): Fragment {
  if (wanted.body === 'none') return sql`null`
  const element = wanted.scalar ? sql`"pgrst_rows".${identifier(SCALAR)}` : sql`"pgrst_rows"`
  const list = sql`json_agg(${element})`
  const body = wanted.body === 'list' ? sql`coalesce(${list}, '[]')` : sql`${list} -> 0`
  return wanted.stripNulls ? sql`json_strip_nulls(${body})` : body
}

/** The whole statement: PostgreSQL does the work, makes the JSON and counts, in one round trip. */
export function resultSql({ source, rows, total }: ResultParts, wanted: Wanted): Fragment {
  const head = source === undefined ? nothing : sql`with ${SOURCE} as (${source}) `
  const count = total === undefined ? sql`null` : sql`(${total})`
  return sql`${head}select count(*)::text as "rows", (${count})::text as "total", (${bodyOf(wanted)})::text as "body", current_setting(${value(UPDATED)}, true) as "updated", current_setting('response.status', true) as "status", current_setting('response.headers', true) as "headers" from (${rows}) as "pgrst_rows"`
}
