import type { Caller, Context } from '../context.ts'
import { bucketJson } from './buckets.ts'
import { StorageError } from './errors.ts'

const SORT_COLUMNS = ['id', 'name', 'created_at', 'updated_at']

/** Which of the buckets to list. */
export interface BucketQuery {
  /** Part of a name, in any case; `''` takes all. */
  readonly search: string
  /** Null lists all. */
  readonly limit: number | null
  readonly offset: number
  readonly column: string
  readonly descending: boolean
}

/** Reads the query string of a list request. Throws `InvalidRequest` for what it does not understand. */
export function readBucketQuery(params: URLSearchParams): BucketQuery {
  const column = params.get('sortColumn') ?? 'name'
  if (!SORT_COLUMNS.includes(column)) {
    throw new StorageError(
      400,
      'InvalidRequest',
      `sortColumn must be one of ${SORT_COLUMNS.join(', ')}`,
    )
  }
  return {
    search: params.get('search') ?? '',
    limit: wholeNumber(params, 'limit'),
    offset: wholeNumber(params, 'offset') ?? 0,
    column,
    descending: params.get('sortOrder') === 'desc',
  }
}

function wholeNumber(params: URLSearchParams, name: string): number | null {
  const text = params.get(name)
  if (text === null) return null
  if (/^\d{1,9}$/.test(text)) return Number(text)
  throw new StorageError(400, 'InvalidRequest', `${name} must be a whole number, 0 or more`)
}

/** The JSON of the buckets that the caller may see. */
export function listBuckets(context: Context, caller: Caller, query: BucketQuery): Promise<string> {
  const order = `${query.column} ${query.descending ? 'desc' : 'asc'}, id`
  return context.db.as(caller, {}, async client => {
    const { rows } = await client.query<{ json: string }>(
      `select coalesce(jsonb_agg(${bucketJson} order by ${order}), '[]')::text as json from (
         select * from storage.buckets where position(lower($1) in lower(name)) > 0
         order by ${order} limit $2 offset $3
       ) as page`,
      [query.search, query.limit, query.offset],
    )
    return rows[0]?.json ?? '[]'
  })
}
