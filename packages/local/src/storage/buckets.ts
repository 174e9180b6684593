import type { PoolClient } from 'pg'
import type { Caller, Context } from '../context.ts'
import { StorageError, noSuchBucket, toStorageError } from './errors.ts'
import { checkBucketName } from './names.ts'

/** Largest object of a bucket that sets no limit, in bytes: the default of the Supabase CLI. */
export const DEFAULT_SIZE_LIMIT: number = 50 * 1024 * 1024

/** What a bucket allows. */
export interface BucketRules {
  readonly public: boolean
  /** Bytes. */
  readonly sizeLimit: number
  /** Undefined allows all. `image/*` allows every image. */
  readonly mimeTypes: readonly string[] | undefined
}

/** The rules of a bucket, read past its policies. Throws `NoSuchBucket`. */
export async function bucketRules(context: Context, id: string): Promise<BucketRules> {
  const { rows } = await context.db.query(
    `select public, file_size_limit, to_json(allowed_mime_types) as mime_types
     from storage.buckets where id = $1`,
    [id],
  )
  const [bucket] = rows
  if (bucket === undefined) throw noSuchBucket()
  const mimeTypes = JSON.parse(bucket['mime_types'] ?? 'null') as readonly string[] | null
  return {
    public: bucket['public'] === 't',
    sizeLimit: Number(bucket['file_size_limit'] ?? DEFAULT_SIZE_LIMIT),
    mimeTypes: mimeTypes ?? undefined,
  }
}

const bucketJson = `jsonb_build_object(
  'id', id, 'name', name, 'owner', coalesce(owner_id, owner::text, ''), 'public', public,
  'type', 'STANDARD', 'file_size_limit', file_size_limit, 'allowed_mime_types', allowed_mime_types,
  'created_at', to_char(created_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'),
  'updated_at', to_char(updated_at at time zone 'utc', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')
)`

/** The JSON of all buckets that the caller may see. */
export function listBuckets(context: Context, caller: Caller): Promise<string> {
  return context.db.as(caller, {}, async client => {
    const [row] = await jsonRows(
      client,
      `select coalesce(jsonb_agg(${bucketJson} order by id), '[]')::text as json from storage.buckets`,
      [],
    )
    return row ?? '[]'
  })
}

/** The JSON of one bucket. Throws `NoSuchBucket` when the caller may not see it either. */
export function getBucket(context: Context, caller: Caller, id: string): Promise<string> {
  return context.db.as(caller, {}, async client => {
    const [row] = await jsonRows(
      client,
      `select ${bucketJson}::text as json from storage.buckets where id = $1`,
      [id],
    )
    if (row === undefined) throw noSuchBucket()
    return row
  })
}

async function jsonRows(
  client: PoolClient,
  text: string,
  values: readonly unknown[],
): Promise<readonly string[]> {
  const { rows } = await client.query<{ json: string }>(text, [...values])
  return rows.map(row => row.json)
}

/** Makes a bucket out of a request's body, if policies allow it. Returns its id. */
export async function createBucket(
  context: Context,
  caller: Caller,
  body: Readonly<Record<string, unknown>>,
): Promise<string> {
  const id = typeof body['id'] === 'string' && body['id'] !== '' ? body['id'] : body['name']
  if (typeof id !== 'string') {
    throw new StorageError(400, 'InvalidBucketName', 'Bucket name invalid')
  }
  checkBucketName(id)
  const values = [
    id,
    body['public'] === true,
    sizeLimit(body['file_size_limit']),
    mimeTypes(body['allowed_mime_types']),
    typeof caller.claims['sub'] === 'string' ? caller.claims['sub'] : null,
  ]
  await context.db.as(caller, {}, async client => {
    try {
      await client.query(
        `insert into storage.buckets (id, name, public, file_size_limit, allowed_mime_types, owner_id)
         values ($1, $1, $2, $3, $4, $5)`,
        values,
      )
    } catch (error) {
      const refusal = toStorageError(error)
      if (refusal.code !== 'KeyAlreadyExists') throw error
      throw new StorageError(409, 'BucketAlreadyExists', refusal.message)
    }
  })
  return id
}

const UNIT_BYTES: Readonly<Record<string, number>> = {
  '': 1,
  b: 1,
  kb: 1024,
  mb: 1024 ** 2,
  gb: 1024 ** 3,
}

function sizeLimit(value: unknown): number | null {
  if (value === undefined || value === null) return null
  const text = typeof value === 'number' ? String(value) : typeof value === 'string' ? value : ''
  const [, digits, unit] = /^(\d+(?:\.\d+)?)\s*([a-z]*)$/i.exec(text) ?? []
  const bytes = Number(digits) * (UNIT_BYTES[unit?.toLowerCase() ?? ''] ?? Number.NaN)
  if (Number.isFinite(bytes)) return Math.floor(bytes)
  throw new StorageError(
    400,
    'InvalidRequest',
    'Invalid file size format, hint: use 20GB / 20MB / 30KB / 3B',
  )
}

function mimeTypes(value: unknown): readonly string[] | null {
  if (value === undefined || value === null) return null
  if (Array.isArray(value) && value.every(item => typeof item === 'string')) return value
  throw new StorageError(400, 'InvalidRequest', 'allowed_mime_types must be a list of strings')
}

/** Refuses a content type that the bucket does not allow. */
export function checkMimeType(rules: BucketRules, contentType: string): void {
  const [essence = ''] = contentType.toLowerCase().split(';')
  const allowed = rules.mimeTypes?.some(allowedType =>
    allowedType.endsWith('/*')
      ? essence.startsWith(allowedType.slice(0, -1).toLowerCase())
      : essence.trim() === allowedType.toLowerCase(),
  )
  if (allowed === false) {
    throw new StorageError(415, 'InvalidMimeType', `mime type ${contentType} is not supported`)
  }
}
