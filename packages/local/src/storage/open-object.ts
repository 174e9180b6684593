import type { PoolClient } from 'pg'
import type { Caller, Context } from '../context.ts'
import { noSuchKey } from './errors.ts'
import { type ObjectAddress, becomeOwner } from './objects.ts'
import type { ByteRange } from './range.ts'

/** An object's row, without its bytes. */
export interface StoredObject {
  readonly id: string
  readonly version: string
  readonly size: number
  readonly etag: string
  readonly contentType: string
  readonly cacheControl: string
  /** `''` for not at all. */
  readonly contentEncoding: string
  /** Milliseconds since the epoch. */
  readonly updatedAt: number
}

const FIND = `
  select id, coalesce(version, '') as version,
    coalesce(metadata ->> 'eTag', '""') as etag,
    coalesce(metadata ->> 'mimetype', 'application/octet-stream') as mimetype,
    coalesce(metadata ->> 'cacheControl', 'no-cache') as cache_control,
    coalesce(metadata ->> 'contentEncoding', '') as content_encoding,
    coalesce(metadata ->> 'size', '0') as size,
    floor(extract(epoch from updated_at) * 1000)::bigint as updated_at
  from storage.objects where bucket_id = $1 and name = $2`

type FoundRow = Readonly<
  Record<
    | 'id'
    | 'version'
    | 'etag'
    | 'mimetype'
    | 'cache_control'
    | 'content_encoding'
    | 'size'
    | 'updated_at',
    string
  >
>

async function find(client: PoolClient, address: ObjectAddress): Promise<StoredObject> {
  const { rows } = await client.query<FoundRow>(FIND, [address.bucket, address.name])
  const [row] = rows
  if (row === undefined) throw noSuchKey()
  return {
    id: row.id,
    version: row.version,
    size: Number(row.size),
    etag: row.etag,
    contentType: row.mimetype,
    cacheControl: row.cache_control,
    contentEncoding: row.content_encoding,
    updatedAt: Number(row.updated_at),
  }
}

/** An object opened for reading. */
export interface OpenObject {
  readonly object: StoredObject
  /** The bytes, or those of the range. Throws `NoSuchKey` when they were never stored. */
  readonly bytes: (range?: ByteRange) => Promise<Buffer<ArrayBuffer>>
}

/**
 * Opens an object for `work`; row and bytes are of the same version. Without a caller policies
 * are not asked, which is for public buckets only. Throws `NoSuchKey`.
 */
export function openObject<T>(
  context: Context,
  caller: Caller | undefined,
  address: ObjectAddress,
  work: (open: OpenObject) => Promise<T>,
): Promise<T> {
  const read = async (client: PoolClient): Promise<T> => {
    const object = await find(client, address)
    if (caller !== undefined) await becomeOwner(client)
    return work({ object, bytes: range => readBytes(client, object, range) })
  }
  return caller === undefined ? context.db.transaction(read) : context.db.as(caller, {}, read)
}

async function readBytes(
  client: PoolClient,
  object: StoredObject,
  range: ByteRange | undefined,
): Promise<Buffer<ArrayBuffer>> {
  const { rows } = await client.query<{ data: string }>(
    `select encode(${range === undefined ? 'b.data' : 'substring(b.data from $3 for $4)'}, 'base64') as data
     from storage.blobs b join storage.objects o on o.id = b.object_id
     where b.object_id = $1 and coalesce(o.version, '') = $2`,
    range === undefined
      ? [object.id, object.version]
      : [object.id, object.version, range.start + 1, range.end - range.start + 1],
  )
  const [row] = rows
  if (row === undefined) throw noSuchKey()
  return Buffer.from(row.data, 'base64')
}
