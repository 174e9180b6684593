import type { Caller, Context } from '../context.ts'
import { StorageError } from './errors.ts'

/** Which entries of one folder to list. */
export interface ListQuery {
  /** A folder; `''` is the bucket itself. */
  readonly prefix: string
  /** The beginning of an entry's name, in any case; `''` takes all. */
  readonly search: string
  readonly limit: number
  readonly offset: number
  readonly column: SortColumn
  readonly descending: boolean
}

type SortColumn = 'name' | 'created_at' | 'updated_at' | 'last_accessed_at'

const SORT_COLUMNS: readonly SortColumn[] = ['name', 'created_at', 'updated_at', 'last_accessed_at']

const DEFAULT_LIMIT = 100
const MAX_LIMIT = 1000

type Body = Readonly<Record<string, unknown>>

const text = (value: unknown): string => (typeof value === 'string' ? value : '')

function wholeNumber(body: Body, name: 'limit' | 'offset', otherwise: number): number {
  const value = body[name] ?? otherwise
  const least = name === 'limit' ? 1 : 0
  if (typeof value === 'number' && Number.isInteger(value) && value >= least) return value
  throw new StorageError(400, 'InvalidRequest', `${name} must be a whole number, ${least} or more`)
}

/** Reads the body of a list request. Throws `InvalidRequest` for what it does not understand. */
export function readListQuery(body: Body): ListQuery {
  const sortBy = (body['sortBy'] ?? {}) as Body
  const column = SORT_COLUMNS.find(name => name === (sortBy['column'] ?? 'name'))
  if (column === undefined) {
    throw new StorageError(
      400,
      'InvalidRequest',
      `sortBy.column must be one of ${SORT_COLUMNS.join(', ')}`,
    )
  }
  return {
    prefix: text(body['prefix']).replace(/^\/+|\/+$/g, ''),
    search: text(body['search']),
    limit: Math.min(wholeNumber(body, 'limit', DEFAULT_LIMIT), MAX_LIMIT),
    offset: wholeNumber(body, 'offset', 0),
    column,
    descending: sortBy['order'] === 'desc',
  }
}

/** SQL for a column as an instant in ISO 8601, in milliseconds. */
export const instant = (column: string): string =>
  `to_char(${column} at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`

// One row for each entry directly in the folder: an object, or a folder seen in longer names.
const listSql = (order: string): string => `
  with within as (
    select o.*, substr(o.name, length($2) + 1) as rest
    from storage.objects o where o.bucket_id = $1 and starts_with(o.name, $2)
  ), entries as (
    select split_part(rest, '/', 1) as name, null::uuid as id, null::timestamptz as created_at,
      null::timestamptz as updated_at, null::timestamptz as last_accessed_at, null::jsonb as metadata
    from within where position('/' in rest) > 0 group by 1
    union all
    select rest, id, created_at, updated_at, last_accessed_at, metadata
    from within where position('/' in rest) = 0
  ), page as (
    select * from entries where starts_with(lower(name), lower($3))
    order by ${order} limit $4 offset $5
  )
  select coalesce(json_agg(json_build_object(
    'name', name, 'id', id, 'metadata', metadata, 'created_at', ${instant('created_at')},
    'updated_at', ${instant('updated_at')}, 'last_accessed_at', ${instant('last_accessed_at')}
  )), '[]')::text as json from page`

/** The JSON of the folder's entries that the caller may see; folders have no id. */
export function listObjects(
  context: Context,
  caller: Caller,
  bucket: string,
  query: ListQuery,
): Promise<string> {
  const direction = query.descending ? 'desc' : 'asc'
  const order = `${query.column} ${direction} nulls first, name ${direction}`
  const prefix = query.prefix === '' ? '' : `${query.prefix}/`
  return context.db.as(caller, {}, async client => {
    const { rows } = await client.query<{ json: string }>(listSql(order), [
      bucket,
      prefix,
      query.search,
      query.limit,
      query.offset,
    ])
    return rows[0]?.json ?? '[]'
  })
}
