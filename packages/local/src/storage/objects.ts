import { createHash, randomUUID } from 'node:crypto'
import type { PoolClient } from 'pg'
import type { Caller, Context } from '../context.ts'
import { noSuchKey } from './errors.ts'
import type { Upload } from './upload.ts'

/** Where an object is. */
export interface ObjectAddress {
  readonly bucket: string
  readonly name: string
}

/** How an upload treats an object that is already there, or is not. */
export type WriteMode = 'create' | 'upsert' | 'replace'

/** An object's row, without its bytes. */
export interface StoredObject {
  readonly id: string
  readonly version: string
  readonly size: number
  readonly etag: string
  readonly contentType: string
  readonly cacheControl: string
  /** Milliseconds since the epoch. */
  readonly updatedAt: number
}

// Insert needs only an insert policy, since nothing is returned; the conflict clause makes
// PostgreSQL ask the select and update policies too, as Supabase documents for upserts.
const INSERT = `
  insert into storage.objects (id, bucket_id, name, owner, owner_id, version, metadata, user_metadata)
  values ($1, $2, $3, $4, $5, $6, $7::jsonb, $8::jsonb)`

const WRITE: Readonly<Record<WriteMode, string>> = {
  create: INSERT,
  upsert: `${INSERT}
    on conflict (bucket_id, name) do update set
      version = excluded.version, metadata = excluded.metadata,
      user_metadata = excluded.user_metadata, owner = excluded.owner, owner_id = excluded.owner_id
    returning id`,
  replace: `
    update storage.objects set
      owner = $4, owner_id = $5, version = $6, metadata = $7::jsonb, user_metadata = $8::jsonb
    where bucket_id = $2 and name = $3 and $1::uuid is not null
    returning id`,
}

const UUID = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i

function metadataOf(context: Context, upload: Upload): string {
  return JSON.stringify({
    eTag: `"${createHash('md5').update(upload.data).digest('hex')}"`,
    size: upload.data.length,
    mimetype: upload.contentType,
    cacheControl: upload.cacheControl,
    lastModified: new Date(context.now()).toISOString(),
    contentLength: upload.data.length,
    httpStatusCode: 200,
  })
}

/**
 * Stores an object if policies let the caller, row and bytes in one transaction. Returns its id.
 * Throws `NoSuchKey` for a `replace` of an object that the caller cannot see or change.
 */
export function writeObject(
  context: Context,
  caller: Caller,
  target: ObjectAddress & { readonly mode: WriteMode },
  upload: Upload,
): Promise<string> {
  const subject = typeof caller.claims['sub'] === 'string' ? caller.claims['sub'] : null
  const newId = randomUUID()
  const values = [
    newId,
    target.bucket,
    target.name,
    subject !== null && UUID.test(subject) ? subject : null,
    subject,
    randomUUID(),
    metadataOf(context, upload),
    upload.userMetadata ?? null,
  ]
  return context.db.as(caller, {}, async client => {
    const { rows } = await client.query<{ id: string }>(WRITE[target.mode], values)
    if (target.mode === 'replace' && rows.length === 0) throw noSuchKey()
    const id = rows[0]?.id ?? newId
    await becomeOwner(client)
    await client.query(
      `insert into storage.blobs (object_id, data) values ($1, $2)
       on conflict (object_id) do update set data = excluded.data`,
      [id, upload.data],
    )
    return id
  })
}

/** Policies have decided; for the rest of the transaction the bytes are in reach. */
async function becomeOwner(client: PoolClient): Promise<void> {
  await client.query('set local session authorization default; set local role none')
}

const FIND = `
  select id, coalesce(version, '') as version,
    coalesce(metadata ->> 'eTag', '""') as etag,
    coalesce(metadata ->> 'mimetype', 'application/octet-stream') as mimetype,
    coalesce(metadata ->> 'cacheControl', 'no-cache') as cache_control,
    coalesce(metadata ->> 'size', '0') as size,
    floor(extract(epoch from updated_at) * 1000)::bigint as updated_at
  from storage.objects where bucket_id = $1 and name = $2`

type FoundRow = Readonly<
  Record<'id' | 'version' | 'etag' | 'mimetype' | 'cache_control' | 'size' | 'updated_at', string>
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
    updatedAt: Number(row.updated_at),
  }
}

/** Bytes `start` to `end`, both included, counted from 0. */
export interface ByteRange {
  readonly start: number
  readonly end: number
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

const REMOVE = `
  delete from storage.objects where bucket_id = $1 and name = any($2::text[])
  returning jsonb_build_object(
    'id', id, 'name', name, 'bucket_id', bucket_id, 'owner', owner, 'owner_id', owner_id,
    'version', version, 'metadata', metadata, 'user_metadata', user_metadata,
    'created_at', created_at, 'updated_at', updated_at, 'last_accessed_at', last_accessed_at
  )::text as json`

/** Removes those of the objects that policies let the caller see and delete. Returns the JSON of their rows. */
export function removeObjects(
  context: Context,
  caller: Caller,
  bucket: string,
  names: readonly string[],
): Promise<string> {
  return context.db.as(caller, { 'storage.allow_delete_query': 'true' }, async client => {
    const { rows } = await client.query<{ json: string }>(REMOVE, [bucket, [...names]])
    return `[${rows.map(row => row.json).join(',')}]`
  })
}

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

const INFO = `
  select jsonb_build_object(
    'id', id, 'name', name, 'version', version, 'bucket_id', bucket_id,
    'size', (metadata ->> 'size')::bigint, 'content_type', metadata ->> 'mimetype',
    'cache_control', metadata ->> 'cacheControl', 'etag', metadata ->> 'eTag',
    'metadata', coalesce(user_metadata, '{}'),
    'last_modified', to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
    'created_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
  )::text as json
  from storage.objects where bucket_id = $1 and name = $2`
