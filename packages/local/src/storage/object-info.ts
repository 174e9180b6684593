import type { PoolClient } from 'pg'
import type { Caller, Context } from '../context.ts'
import { noSuchKey } from './errors.ts'
import type { ObjectAddress } from './objects.ts'

const INFO = `
  select jsonb_build_object(
    'id', id, 'name', name, 'version', version, 'bucket_id', bucket_id,
    'size', (metadata ->> 'size')::bigint, 'content_type', metadata ->> 'mimetype',
    'cache_control', metadata ->> 'cacheControl',
    'content_encoding', metadata ->> 'contentEncoding', 'etag', metadata ->> 'eTag',
    'metadata', coalesce(user_metadata, '{}'),
    'last_modified', to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'created_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  )::text as json
  from storage.objects where bucket_id = $1 and name = $2`

/** The JSON about one object that `info()` reads. Throws `NoSuchKey`. */
export function objectInfo(
  context: Context,
  caller: Caller | undefined,
  address: ObjectAddress,
): Promise<string> {
  const read = async (client: PoolClient): Promise<string> => {
    const { rows } = await client.query<{ json: string }>(INFO, [address.bucket, address.name])
    const [row] = rows
    if (row === undefined) throw noSuchKey()
    return row.json
  }
  return caller === undefined ? context.db.transaction(read) : context.db.as(caller, {}, read)
}
