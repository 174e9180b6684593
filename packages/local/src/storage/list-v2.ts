import type { Caller, Context } from '../context.ts'
import { StorageError } from './errors.ts'
import { instant } from './list.ts'

type Body = Readonly<Record<string, unknown>>

/** Which entries to list, by their whole names. */
export interface ListV2Query {
  /** The beginning of the names. */
  readonly prefix: string
  /** Whether what follows the next `/` is one folder. */
  readonly folded: boolean
  readonly limit: number
  readonly column: 'name' | 'created_at' | 'updated_at'
  readonly descending: boolean
  /** The entry after which to go on. */
  readonly after: Cursor | undefined
}

interface Cursor {
  /** What is sorted by, as PostgreSQL's text. */
  readonly key: string
  readonly name: string
}

const COLUMNS: readonly ListV2Query['column'][] = ['name', 'created_at', 'updated_at']
const MAX_LIMIT = 1000

/** Reads the body of a list request of the second version. Throws `InvalidRequest`. */
export function readListV2Query(body: Body): ListV2Query {
  const { prefix, cursor, limit = MAX_LIMIT, with_delimiter: folded } = body
  const sortBy = (body['sortBy'] ?? {}) as Body
  const column = COLUMNS.find(name => name === (sortBy['column'] ?? 'name'))
  if (column === undefined) throw invalid(`sortBy.column must be one of ${COLUMNS.join(', ')}`)
  if (typeof limit !== 'number' || !Number.isInteger(limit) || limit < 1) {
    throw invalid('limit must be a whole number, 1 or more')
  }
  return {
    prefix: typeof prefix === 'string' ? prefix : '',
    folded: folded === true,
    limit: Math.min(limit, MAX_LIMIT),
    column,
    descending: sortBy['order'] === 'desc',
    after: typeof cursor === 'string' && cursor !== '' ? readCursor(cursor) : undefined,
  }
}

const invalid = (message: string): StorageError => new StorageError(400, 'InvalidRequest', message)

function writeCursor({ key, name }: Cursor): string {
  return Buffer.from(JSON.stringify([key, name])).toString('base64url')
}

function readCursor(text: string): Cursor {
  try {
    const [key, name] = JSON.parse(Buffer.from(text, 'base64url').toString()) as unknown[]
    if (typeof key === 'string' && typeof name === 'string') return { key, name }
  } catch {
    // Refused below, like JSON that is no cursor.
  }
  throw invalid('cursor must be the nextCursor of the page before')
}

function listSql({ column, descending }: ListV2Query): string {
  const key = column === 'name' ? 'name' : `coalesce(${column}, '-infinity')`
  const type = column === 'name' ? 'text' : 'timestamptz'
  const direction = descending ? 'desc' : 'asc'
  return `
    with within as (
      select o.*, substr(o.name, length($2) + 1) as rest
      from storage.objects o where o.bucket_id = $1 and starts_with(o.name, $2)
    ), entries as (
      select $2 || split_part(rest, '/', 1) || '/' as name, null::uuid as id,
        null::timestamptz as created_at, null::timestamptz as updated_at,
        null::timestamptz as last_accessed_at, null::jsonb as metadata
      from within where $3 and position('/' in rest) > 0 group by 1
      union all
      select name, id, created_at, updated_at, last_accessed_at, metadata
      from within where not $3 or position('/' in rest) = 0
    )
    select name, id is null as is_folder, (${key})::text as key, json_build_object(
      'id', id, 'name', name, 'metadata', metadata, 'created_at', ${instant('created_at')},
      'updated_at', ${instant('updated_at')}, 'last_accessed_at', ${instant('last_accessed_at')}
    )::text as json
    from entries
    where $4::text is null or (${key}, name) ${descending ? '<' : '>'} ($4::${type}, $5::text)
    order by ${key} ${direction}, name ${direction} limit $6`
}

interface EntryRow {
  readonly name: string
  readonly is_folder: string
  readonly key: string
  readonly json: string
}

/** The JSON of a page of what the caller may see: folders, objects, and how to go on. */
export async function listObjectsV2(
  context: Context,
  caller: Caller,
  bucket: string,
  query: ListV2Query,
): Promise<string> {
  const { prefix, folded, after, limit } = query
  const values = [bucket, prefix, folded, after?.key ?? null, after?.name ?? null, limit + 1]
  const { rows } = await context.db.as(caller, {}, client =>
    client.query<EntryRow>(listSql(query), values),
  )
  const page = rows.slice(0, limit)
  const last = page.at(-1)
  const hasNext = rows.length > limit
  const folders = page.filter(row => row.is_folder === 't').map(({ name }) => ({ name }))
  const objects = page.filter(row => row.is_folder !== 't').map(({ json }) => json)
  const next = hasNext && last !== undefined ? { nextCursor: writeCursor(last) } : {}
  const rest = JSON.stringify({ hasNext, ...next, folders })
  return `${rest.slice(0, -1)},"objects":[${objects.join(',')}]}`
}
