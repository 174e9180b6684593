import type { Media } from '../http/media.ts'
import { SCALAR } from '../plan/call.ts'
import { identifier, nothing, sql, value, type Fragment } from './fragment.ts'
import { UPDATED } from './write.ts'

/** What is wanted of some rows. */
export interface Wanted {
  readonly body: Media['shape'] | 'none'
  readonly scalar: boolean
  readonly stripNulls: boolean
  /** Whether the values are bytes; a body that is `raw` is then in base 16. */
  readonly bytes?: boolean
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

const ROWS = sql`"pgrst_rows"`

/** A line of names, then a line for each row as PostgreSQL writes a composite value. */
function csvBody(): Fragment {
  const names = sql`select string_agg("name", ',') from json_object_keys(json_agg(${ROWS}) -> 0) as "name"`
  const line = sql`substring(${ROWS}::text, 2, length(${ROWS}::text) - 2)`
  return sql`coalesce((${names}), '') || E'\n' || coalesce(string_agg(${line}, E'\n'), '')`
}

function rawBody(wanted: Wanted): Fragment {
  const value = sql`${ROWS}.${identifier(SCALAR)}`
  return wanted.bytes === true
    ? sql`encode(string_agg(${value}, ''), 'hex')`
    : sql`string_agg(${value}::text, '')`
}

function jsonBody(wanted: Wanted): Fragment {
  const element = wanted.scalar ? sql`${ROWS}.${identifier(SCALAR)}` : ROWS
  const list = sql`json_agg(${element})`
  const body = wanted.body === 'list' ? sql`coalesce(${list}, '[]')` : sql`${list} -> 0`
  return wanted.stripNulls ? sql`json_strip_nulls(${body})` : body
}

function bodyOf(wanted: Wanted): Fragment {
  switch (wanted.body) {
    case 'none':
      return sql`null`
    case 'csv':
      return csvBody()
    case 'raw':
      return rawBody(wanted)
    case 'list':
    case 'single':
      return jsonBody(wanted)
  }
}

/** The whole statement: PostgreSQL does the work, makes the JSON and counts, in one round trip. */
export function resultSql({ source, rows, total }: ResultParts, wanted: Wanted): Fragment {
  const head = source === undefined ? nothing : sql`with ${SOURCE} as (${source}) `
  const count = total === undefined ? sql`null` : sql`(${total})`
  return sql`${head}select count(*)::text as "rows", (${count})::text as "total", (${bodyOf(wanted)})::text as "body", current_setting(${value(UPDATED)}, true) as "updated", current_setting('response.status', true) as "status", current_setting('response.headers', true) as "headers" from (${rows}) as ${ROWS}`
}
